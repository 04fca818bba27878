// What an order has to be, for zod.
import { z } from "zod";

const address = z.object({
  street: z.string().min(1).max(200),
  city: z.string().min(1).max(100),
  zip: z.string().min(3).max(12),
  country: z.string().length(2),
});

const item = z.object({
  sku: z.string().regex(/^[A-Z]{2}-\d{4}$/),
  name: z.string().min(1).max(200),
  quantity: z.number().int().positive(),
  price: z.number().nonnegative(),
  tags: z.array(z.string()),
});

export const Order = z.object({
  customer: z.object({
    name: z.string().min(1).max(100),
    email: z.email(),
    phone: z.string().max(30).optional(),
    address,
  }),
  currency: z.enum(["EUR", "USD", "GBP"]),
  gift: z.boolean(),
  coupon: z.string().max(40).optional(),
  note: z.string().max(500).optional(),
  items: z.array(item).min(1),
});

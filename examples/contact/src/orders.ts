import { boolean, date, defineForm, group, integer, list, radio, select, text } from "@micro-web/forms";
import { Blueprint, redirect, render } from "micro-web";

/** What can be ordered, with the price of one in cents. */
const PRODUCTS = { tea: 450, rice: 320, salt: 110 } as const;

const LineForm = defineForm({
  product: select({
    label: "Product",
    choices: [
      ["tea", "Tea, 4.50"],
      ["rice", "Rice, 3.20"],
      ["salt", "Salt, 1.10"],
    ],
    empty: "Choose one",
  }),
  quantity: integer({ label: "Quantity", min: 1, max: 99 }),
});

const AddressForm = defineForm({
  street: text({ label: "Street", max: 100, autocomplete: "street-address" }),
  city: text({ label: "City", max: 100, autocomplete: "address-level2" }),
});

/** An order: an address, lines, and what is to be known besides. */
export const OrderForm = defineForm(
  {
    address: group(AddressForm, { label: "Where to" }),
    lines: list(group(LineForm), { label: "What", min: 1, max: 10, extra: 1 }),
    delivery: radio({
      label: "How",
      choices: [
        ["post", "By post"],
        ["bike", "By bike, the same day"],
      ],
      initial: "post",
    }),
    day: date({ label: "Not before", required: false }),
    terms: boolean({ label: "I have read the terms", required: true }),
  },
  {
    clean({ lines, delivery }) {
      const count = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      if (delivery === "bike" && count > 20) return { delivery: "A bike carries 20 pieces at most." };
      const products = new Set(lines.map(({ product }) => product));
      return products.size < lines.length ? "Each product stands in one line only." : undefined;
    },
  },
);

/** The pages of the order. */
export const orders = new Blueprint("orders", import.meta, { prefix: "/order" });

orders.route("/", { name: "write", methods: ["GET", "POST"] }, async (request) => {
  const form = await OrderForm.from(request);
  if (!form.validateOnSubmit()) return render("order.html", { form });
  request.flash(`Your order of ${formatPrice(totalOf(form.data.lines))} goes to ${form.data.address.city}.`);
  return redirect(request.urlFor(".write"));
});

/** What lines cost, in cents. */
export function totalOf(
  lines: readonly { readonly product: keyof typeof PRODUCTS; readonly quantity: number }[],
): number {
  return lines.reduce((sum, { product, quantity }) => sum + PRODUCTS[product] * quantity, 0);
}

function formatPrice(cents: number): string {
  return `${(cents / 100).toFixed(2)} €`;
}

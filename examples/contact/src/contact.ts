import { defineForm, email, honeypot, text, textarea } from "@micro-web/forms";
import { Blueprint, redirect, render } from "micro-web";

/** A message: Django's first form, and a way to answer. */
export const ContactForm = defineForm({
  name: text({ label: "Name", max: 100, autocomplete: "name" }),
  email: email({
    label: "E-mail",
    help: "Only for the answer. Leave it empty if you need none.",
    required: false,
    autocomplete: "email",
  }),
  message: textarea({ label: "Message", min: 10, max: 2000, rows: 6 }),
  website: honeypot(),
});

/** The pages of the message. */
export const contact = new Blueprint("contact", import.meta, { prefix: "/contact" });

contact.route("/", { name: "write", methods: ["GET", "POST"] }, async (request) => {
  const form = await ContactForm.from(request);
  if (!form.validateOnSubmit()) return render("contact.html", { form });
  request.flash(
    `Thank you, ${form.data.name}. Your message of ${form.data.message.length} characters is here.`,
  );
  return redirect(request.urlFor(".write"));
});

import { defineForm, select, text } from "@micro-web/forms";
import { Blueprint, redirect, render } from "micro-web";

import { apiTokens, auth } from "./auth.ts";

const DAY = 86_400;

const TokenForm = defineForm({
  name: text({ label: "What it is for", placeholder: "laptop", max: 60 }),
  days: select({
    label: "Good for",
    choices: [
      [30, "30 days"],
      [365, "a year"],
    ],
    initial: 30,
  }),
});

/** The page where people make tokens for their programs. */
export const tokens = new Blueprint("tokens", import.meta, { prefix: "/settings/tokens" });
tokens.beforeRequest(auth.freshLoginRequired);

tokens.route("/", { name: "list", methods: ["GET", "POST"] }, async (request) => {
  const { id } = auth.requireUser(request);
  const form = await TokenForm.from(request);
  const expiresIn = form.validateOnSubmit() ? form.data.days * DAY : 0;
  const made = form.validateOnSubmit()
    ? await apiTokens.create(id, { name: form.data.name, abilities: ["posts:write"], expiresIn })
    : null;
  return render("people/tokens.html", { form, made, tokens: await apiTokens.list(id) });
});

tokens.post("/<id>/delete", { name: "delete" }, async (request) => {
  await apiTokens.revoke(auth.requireUser(request).id, request.params.id);
  request.flash("The token is not valid any more.");
  return redirect(request.urlFor(".list"));
});

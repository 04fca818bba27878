import { boolean, defineForm, email, equalTo, password, text } from "@micro-web/forms";
import { PasswordPolicy } from "@micro-web/login";

const policy = new PasswordPolicy();

/** Two fields for a new password. */
const newPassword = {
  password: password({
    label: "Password",
    help: "At least eight characters, and not one of the common ones.",
    autocomplete: "new-password",
  }),
  again: password({
    label: "Password, once more",
    autocomplete: "new-password",
    rules: [equalTo("password", "The two passwords are not the same.")],
  }),
};

/** What a new account needs. */
export const RegisterForm = defineForm(
  {
    name: text({ label: "Name", help: "It stands above what you write.", max: 60, autocomplete: "name" }),
    email: email({ label: "E-mail", help: "Nobody sees it.", autocomplete: "email" }),
    ...newPassword,
  },
  {
    clean({ name, email: address, password: chosen }) {
      const faults = policy.check(chosen, { name, "e-mail address": address });
      return faults.length === 0 ? null : { password: faults };
    },
  },
);

/** Who logs in. */
export const LoginForm = defineForm({
  email: email({ label: "E-mail", autocomplete: "username" }),
  password: password({ label: "Password", autocomplete: "current-password" }),
  remember: boolean({ label: "Remember me on this device", required: false }),
});

/** Who has forgotten a password. */
export const ForgottenForm = defineForm({ email: email({ label: "E-mail", autocomplete: "username" }) });

/** A new password. */
export const PasswordForm = defineForm(newPassword, {
  clean({ password: chosen }) {
    const faults = policy.check(chosen);
    return faults.length === 0 ? null : { password: faults };
  },
});

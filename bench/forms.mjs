// How long a form of twenty fields takes: to be validated on top of being parsed, and to be written.
//
// CPU time of this process, so that others on the machine count little; the least of several rounds.
//
//   npm run build && node bench/forms.mjs

import { nunjucks } from "@micro-web/nunjucks";
import { boolean, date, defineForm, email, integer, select, text, textarea } from "@micro-web/forms";
import { Micro, TemplateTexts } from "@micro-web/core";

const ROUNDS = 7;
const TIMES = 3000;

const fields = {};
const sent = {};
for (let index = 0; index < 20; index++) {
  const name = `field_${index}`;
  const [field, value] = [
    [text({ max: 100, help: "In full." }), "Ann Example"],
    [email(), "ann@example.org"],
    [integer({ min: 0, max: 150 }), "42"],
    [textarea({ max: 2000 }), "Some words about it,\r\nin two lines."],
    [select({ choices: ["small", "medium", "large"] }), "large"],
    [boolean(), "on"],
    [date({ required: false }), "2026-11-21"],
  ][index % 7];
  fields[name] = field;
  sent[name] = value;
}
const Form = defineForm(fields);
const templateSource = new TemplateTexts({
  "whole.html": "{{ form.as_p }}",
  "each.html":
    "{% for field in form %}{{ field.label }}{{ field(class_='big') }}{{ field.errors }}{% endfor %}",
});
const app = new Micro(null, { engines: [nunjucks()], templateSource });
await app.start();

/** The least CPU time of one call, in microseconds. */
async function measure(run) {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    for (let time = 0; time < TIMES; time++) await run();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / TIMES);
  }
  return least;
}

const form = await Form.bind(sent);
const empty = await Form.bind({});
if (!form.isValid() || empty.isValid()) throw new Error("The forms are not what they should be.");

const { Rendering } = await import("@micro-web/core");
const rows = [
  ["bind and validate 20 fields, valid", () => Form.bind(sent)],
  ["bind and validate 20 fields, all missing", () => Form.bind({})],
  ["an empty promise, for comparison", async () => undefined],
  ["asP() of 20 fields", () => form.asP()],
  ["asP() of 20 fields with errors", () => empty.asP()],
  ["{{ form.as_p }} in a template", () => app.templates.render(new Rendering("whole.html", { form }))],
  ["field by field in a template", () => app.templates.render(new Rendering("each.html", { form }))],
];
console.log(`Node ${process.version}, CPU time per call, least of ${ROUNDS} rounds of ${TIMES}`);
for (const [name, run] of rows)
  console.log(`${name.padEnd(44)}${(await measure(run)).toFixed(1).padStart(8)} µs`);
await app.close();

// A line chart as SVG, both axes logarithmic, in colours that can be read on light and on dark.

const WIDTH = 640;
const HEIGHT = 400;
const PLOT = { left: 70, right: 540, top: 50, bottom: 340 };

/** Told apart without colour as well: each has a dash and a mark of its own. */
const STYLES = [
  { colour: "#d9480f", dash: "" },
  { colour: "#1c7ed6", dash: "7 4" },
  { colour: "#2f9e44", dash: "2 4" },
];

const CSS = `text { font: 13px system-ui, sans-serif; fill: #333; }
  .title { font-size: 15px; font-weight: 600; }
  .grid { stroke: #8884; }
  .background { fill: #fff; }
  @media (prefers-color-scheme: dark) { text { fill: #ddd; } .background { fill: #16181d; } }`;

/** Text inside an element. */
function escapeText(text) {
  return String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** Where values are between two ends, by their logarithms. */
function createScale([low, high], [start, end]) {
  const span = Math.log(high) - Math.log(low);
  return (value) => start + ((Math.log(value) - Math.log(low)) / span) * (end - start);
}

/** 1, 2 and 5 times each power of ten, between two ends. */
function ticksBetween([low, high]) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const digit of [1, 2, 5]) ticks.push(digit * 10 ** power);
  return ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
}

/** The least and the greatest, with so much room that there is always a tick and small differences look small. */
function extent(values) {
  return [Math.min(...values) * 0.6, Math.max(...values) * 1.6];
}

function line(points, { colour, dash }) {
  const path = points.map(([left, top]) => `${left.toFixed(1)},${top.toFixed(1)}`).join(" ");
  const marks = points.map(
    ([left, top]) => `<circle cx="${left.toFixed(1)}" cy="${top.toFixed(1)}" r="3.5" fill="${colour}"/>`,
  );
  const stroke = `fill="none" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}"`;
  return [`<polyline points="${path}" ${stroke}/>`, ...marks];
}

function horizontalGrid(scale, range) {
  return ticksBetween(range).flatMap((tick) => {
    const top = scale(tick).toFixed(1);
    return [
      `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${top}" y2="${top}"/>`,
      `<text x="${PLOT.left - 8}" y="${Number(top) + 4}" text-anchor="end">${tick}</text>`,
    ];
  });
}

function verticalGrid(scale, xs, labels) {
  return xs.flatMap((x, index) => {
    const left = scale(x).toFixed(1);
    return [
      `<line class="grid" x1="${left}" x2="${left}" y1="${PLOT.top}" y2="${PLOT.bottom}"/>`,
      `<text x="${left}" y="${PLOT.bottom + 18}" text-anchor="middle">${escapeText(labels[index])}</text>`,
    ];
  });
}

/** The names at the ends of the lines, apart from each other. */
function placeNames(ends) {
  const sorted = ends.toSorted((one, other) => one.top - other.top);
  let last = Number.NEGATIVE_INFINITY;
  return sorted.map(({ name, top, colour }) => {
    last = Math.max(top, last + 17);
    return `<text x="${PLOT.right + 10}" y="${(last + 4).toFixed(1)}" style="fill: ${colour}">${escapeText(name)}</text>`;
  });
}

/**
 * Draws a chart.
 *
 * @param {{ title: string, x: string, y: string }} words - Above it, and along its axes.
 * @param {readonly { x: number, label: string }[]} places - Along the x axis; each x above 0.
 * @param {readonly { name: string, values: readonly number[] }[]} series - A value for each place; three at most.
 * @returns {string} The file.
 */
export function drawChart(words, places, series) {
  const xs = places.map(({ x }) => x);
  const range = extent(series.flatMap(({ values }) => values));
  const toLeft = createScale([xs[0], xs.at(-1)], [PLOT.left, PLOT.right]);
  const toTop = createScale(range, [PLOT.bottom, PLOT.top]);
  const lines = series.map(({ values }) => values.map((value, index) => [toLeft(xs[index]), toTop(value)]));
  const ends = series.map(({ name }, index) => ({ name, top: lines[index].at(-1)[1], ...STYLES[index] }));
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${escapeText(words.title)}</title>`,
    `<style>${CSS}</style>`,
    `<rect class="background" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="title" x="${PLOT.left}" y="24">${escapeText(words.title)}</text>`,
    `<text x="${PLOT.left}" y="42">${escapeText(words.y)}</text>`,
    `<text x="${(PLOT.left + PLOT.right) / 2}" y="${PLOT.bottom + 42}" text-anchor="middle">${escapeText(words.x)}</text>`,
    ...horizontalGrid(toTop, range),
    ...verticalGrid(
      toLeft,
      xs,
      places.map(({ label }) => label),
    ),
    ...lines.flatMap((points, index) => line(points, STYLES[index])),
    ...placeNames(ends),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

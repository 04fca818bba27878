// Who may import whom. `docs/design.md` has the reasons; `npm run lint:layers` checks it.

const TEST_FILES = "\\.test(-d)?\\.(ts|mjs)$";
const TEST_SUPPORT = ["^(test|bench)/", "^(packages|examples)/[^/]+/(test|fixtures)/"];
const TESTS = [TEST_FILES, ...TEST_SUPPORT];
const CORE = "^packages/core/src/";

/** The layers of packages/core/src, lowest first. A file imports only from its own layer or a lower one. */
const LAYERS = [
  [
    "did-you-mean\\.ts",
    "error-docs/",
    "errors\\.ts",
    "error-trace\\.ts",
    "hmac\\.ts",
    "http-errors\\.ts",
    "log-text\\.ts",
    "masking\\.ts",
    "maybe-promise\\.ts",
    "module-folder\\.ts",
    "source-location\\.ts",
  ],
  ["http/"],
  ["routing/"],
  [
    "ambient\\.ts",
    "app-registrations\\.ts",
    "blueprint\\.ts",
    "blueprint-extensions\\.ts",
    "class-view\\.ts",
    "command(-definition|-help|-line|-parameters|-values|-words)?\\.ts",
    "config\\.ts",
    "config-file\\.ts",
    "config-values\\.ts",
    "extension\\.ts",
    "extension-registry\\.ts",
    "health\\.ts",
    "hooks\\.ts",
    "lazy-view\\.ts",
    "logger\\.ts",
    "middleware\\.ts",
    "request-log\\.ts",
    "route-definition\\.ts",
    "route-handle\\.ts",
    "route-record\\.ts",
    "scope\\.ts",
    "scope-registry\\.ts",
    "session/",
    "signals\\.ts",
    "signed-payload\\.ts",
    "signing\\.ts",
    "template-context\\.ts",
    "template-engine\\.ts",
    "template-engines\\.ts",
    "template-error\\.ts",
    "template-explanation\\.ts",
    "template-inspection\\.ts",
    "template-modules\\.ts",
    "template-report\\.ts",
    "template-source\\.ts",
    "timed-serializer\\.ts",
    "diagnostics\\.ts",
    "templating\\.ts",
    "url-signer\\.ts",
    "validation/",
  ],
  [
    "answer-error\\.ts",
    "debug/",
    "complete\\.ts",
    "dispatch\\.ts",
    "error-page\\.ts",
    "exchange\\.ts",
    "match-route\\.ts",
    "plan\\.ts",
    "plan-compiler\\.ts",
    "plan-table\\.ts",
    "url-builder\\.ts",
  ],
  [
    "app\\.ts",
    "app-context\\.ts",
    "app-extensions\\.ts",
    "app-options\\.ts",
    "app-server\\.ts",
    "context/",
    "app-setup\\.ts",
    "app-templates\\.ts",
    "compression\\.ts",
    "folder-lookup\\.ts",
    "gateway/",
    "known-file\\.ts",
    "lifecycle\\.ts",
    "mounting\\.ts",
    "pipeline\\.ts",
    "request-properties\\.ts",
    "send-file\\.ts",
    "static\\.ts",
    "template-folder\\.ts",
    "testing/",
  ],
  ["index\\.ts"],
];

/** The files of core that may use what only Node has; the rest runs on any JavaScript runtime. */
const NODE_ONLY = [
  "compression\\.ts",
  "context/",
  "config-file\\.ts",
  "debug/",
  "folder-lookup\\.ts",
  "gateway/",
  "http/(address-list|file-storage)\\.ts",
  "known-file\\.ts",
  "mounting\\.ts",
  "send-file\\.ts",
  "hmac\\.ts",
  "session/",
  "signed-payload\\.ts",
  "static\\.ts",
  "template-folder\\.ts",
  "testing/",
];

/** The one place that touches a library, so that replacing it is one edit. */
const LIBRARY_HOMES = {
  cookie: "^packages/core/src/http/cookies\\.ts$",
  "find-my-way": "^packages/core/src/routing/path-tree\\.ts$",
  mrmime: "^packages/core/src/http/mime\\.ts$",
  nunjucks: "^packages/nunjucks/src/",
  eta: "^packages/eta/src/eta-compiler\\.ts$",
  parse5: "^packages/tal/src/html-source\\.ts$",
  "image-size": "^packages/forms/src/image-dimensions\\.ts$",
  vitest: "^packages/core/src/testing/vitest-setup\\.ts$",
  "@node-rs/argon2": "^packages/login/src/argon2-scheme\\.ts$",
  bcryptjs: "^packages/login/src/bcrypt-scheme\\.ts$",
  "@mikro-orm/[^/]+": "^packages/orm/src/mikro/",
  kysely: "^packages/orm/src/mikro/",
  commander: "^packages/cli/src/program(-options)?\\.ts$",
};

/** What each package may import of the others, by name. */
const PACKAGE_IMPORTS = {
  core: [],
  "(?:nunjucks|eta|tal|sessions|security|login)": ["@micro-web/core"],
  forms: ["@micro-web/core", "@micro-web/security"],
  orm: ["@micro-web/core", "@micro-web/forms", "@micro-web/login"],
  "create-micro-web": [],
  cli: ["@micro-web/core", "create-micro-web"],
  "micro-web": ["@micro-web/core", "@micro-web/nunjucks", "@micro-web/cli"],
};

const OWN_PACKAGES = "node_modules/(@micro-web/|micro-web/|create-micro-web/)";

/** A pattern for the given files of core. */
function coreFiles(files) {
  return `${CORE}(${files.map((file) => (file.endsWith("/") ? file : `${file}$`)).join("|")})`;
}

/** A pattern for any file of the given library. */
function libraryFiles(name) {
  return `(^|/)node_modules/(@types/)?${name}/`;
}

function defineLayerRule(files, index) {
  return {
    name: `layer-${index}-imports-upward`,
    comment: "A file of core imports only from its own layer or a lower one.",
    severity: "error",
    from: { path: coreFiles(files), pathNot: TESTS },
    to: { path: coreFiles(LAYERS.slice(index + 1).flat()) },
  };
}

function defineLibraryRule([name, home]) {
  return {
    name: `${name.replace(/\W+/g, "-").replace(/^-/, "")}-outside-its-file`,
    comment: `Only ${home} imports ${name}.`,
    severity: "error",
    from: { path: "^packages/[^/]+/src/", pathNot: [home, ...TESTS] },
    to: { path: libraryFiles(name) },
  };
}

function definePackageRule([directory, allowed]) {
  return {
    name: `${directory.replace(/\W+/g, "-")}-imports-another-package`,
    comment: `packages/${directory} may import ${allowed.join(", ") || "no other package"}.`,
    severity: "error",
    from: { path: `^packages/${directory}/`, pathNot: TESTS },
    to: { path: OWN_PACKAGES, pathNot: allowed.map((name) => `node_modules/${name}/`) },
  };
}

module.exports = {
  forbidden: [
    {
      name: "no-cycle",
      comment: "Import cycles, type-only imports included, tie files into one knot.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...LAYERS.slice(0, -1).map(defineLayerRule),
    {
      name: "index-is-imported",
      comment: "Only users of the package import its index.ts; inside, import the file that has the name.",
      severity: "error",
      from: { path: "^packages/([^/]+)/src/", pathNot: TESTS },
      to: { path: "^packages/$1/src/index\\.ts$" },
    },
    {
      name: "file-without-a-layer",
      comment: "Every file of core belongs to a layer: add it to LAYERS in .dependency-cruiser.cjs.",
      severity: "error",
      from: { path: CORE, pathNot: [...TESTS, coreFiles(LAYERS.flat())] },
      to: {},
    },
    {
      name: "import-of-a-file-without-a-layer",
      comment: "Every file of core belongs to a layer: add it to LAYERS in .dependency-cruiser.cjs.",
      severity: "error",
      from: {},
      to: { path: CORE, pathNot: [...TESTS, coreFiles(LAYERS.flat())] },
    },
    ...Object.entries(PACKAGE_IMPORTS).map(definePackageRule),
    {
      name: "package-imported-by-path",
      comment: "Packages import each other by name.",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^packages/", pathNot: "^packages/$1/" },
    },
    {
      name: "example-imports-by-path",
      comment: "Examples import packages by name, as users do, never each other; tests share Chromium.",
      severity: "error",
      from: { path: "^examples/([^/]+)/" },
      to: { path: "^(packages|examples|test|scripts)/", pathNot: ["^examples/$1/", "^test/chromium\\.ts$"] },
    },
    ...Object.entries(LIBRARY_HOMES).map(defineLibraryRule),
    {
      name: "library-in-two-files",
      comment: "A third-party library is imported by one file.",
      severity: "error",
      from: { path: "^packages/[^/]+/src/", pathNot: TESTS },
      module: {
        path: "(^|/)node_modules/",
        pathNot: [
          OWN_PACKAGES,
          ...["nunjucks", "@mikro-orm/[^/]+", "kysely", "zod", "commander"].map(libraryFiles),
        ],
        numberOfDependentsMoreThan: 1,
      },
    },
    {
      name: "node-builtin-in-portable-core",
      comment: "Core runs on any runtime; only the files of NODE_ONLY use what Node alone has.",
      severity: "error",
      from: { path: CORE, pathNot: [coreFiles(NODE_ONLY), ...TESTS] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "undeclared-dependency",
      comment: "What a package imports is in the dependencies or peerDependencies of its own package.json.",
      severity: "error",
      from: { path: "^packages/", pathNot: TESTS },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["npm-peer"],
        pathNot: "node_modules/@types/",
      },
    },
    {
      name: "unresolvable",
      comment:
        "The import leads nowhere; what the other frameworks need is installed by bench/database alone.",
      severity: "error",
      from: { pathNot: "^bench/database/servers/" },
      to: { couldNotResolve: true },
    },
    {
      name: "test-imported",
      comment: "Test files are imported by nobody.",
      severity: "error",
      from: {},
      to: { path: TEST_FILES },
    },
    {
      name: "test-support-imported",
      comment: "What only tests need stays out of the packages.",
      severity: "error",
      from: { path: "^packages/", pathNot: TESTS },
      to: { path: TEST_SUPPORT },
    },
    {
      name: "name-says-nothing",
      comment: "A file is named after the one noun it holds.",
      severity: "error",
      from: {},
      to: { path: "^(packages|examples)/.*/(utils?|helpers?|common|types)\\.ts$" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    // Keeps an import by name apart from an import by path.
    preserveSymlinks: true,
    doNotFollow: { path: "node_modules" },
    exclude: {
      path: "^(packages/[^/]+/dist|examples/[^/]+/dist|coverage|packages/create-micro-web/templates|\\.docs-snippets)/",
    },
    tsConfig: { fileName: "tsconfig.test.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@micro-web/source", "types", "import", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};

export { type DataLayerCheck, testDataLayer, type TestedLayer } from "./data-layer-checks.ts";

export { type __Pascal__, __camel__, type __Pascal__Config } from "./__kebab__.ts";

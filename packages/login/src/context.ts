export { currentUser } from "./ambient-user.ts";

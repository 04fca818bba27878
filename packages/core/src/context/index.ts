export {
  afterThisRequest,
  bindContext,
  currentApp,
  currentRequest,
  flash,
  flashedMessages,
  g,
  hasAppContext,
  hasRequestContext,
  session,
  urlFor,
} from "./current-context.ts";

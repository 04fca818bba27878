export { Micro } from "./app.ts";
export type { ListenOptions, ListRoutesOptions, MicroOptions } from "./app-options.ts";
export {
  Blueprint,
  type BlueprintOptions,
  type EndpointTable,
  type MountListener,
  type MountOptions,
  type MountPlace,
} from "./blueprint.ts";
export { compress, type CompressOptions, type ContentCoding } from "./compression.ts";
export { Config, type ConfigFileOptions, type ConfigSource, type NamespaceOptions } from "./config.ts";
export type { ConfigValues } from "./config-values.ts";
export { diagnostics } from "./diagnostics.ts";
export { didYouMean } from "./did-you-mean.ts";
export { ERROR_CODES, type ErrorCode, MicroError } from "./errors.ts";
export type { CrashPages, PageAnswer } from "./exchange.ts";
export type { RunOptions } from "./gateway/run.ts";
export {
  createNodeServer,
  type NodeHandler,
  type NodeServer,
  type ServerCertificate,
} from "./gateway/server.ts";
export type {
  AppRegistrations,
  RequestPropertyOf,
  RequestPropertyOptions,
  RouteListing,
} from "./app-registrations.ts";
export { ClassBasedView, type ClassView, MethodView, type ViewDecorator } from "./class-view.ts";
export { type Command, type CommandCandidate, CommandGroup, type CommandGroupOptions } from "./command.ts";
export { type CommandDefinition, type CommandValues, defineCommand } from "./command-definition.ts";
export { CommandLine } from "./command-line.ts";
export type { ArgumentDefinition, OptionDefinition } from "./command-parameters.ts";
export type { AnyExtension, AppSetup, Extension, MountableBlueprint, PropertiesOf } from "./extension.ts";
export { type HealthCheck, HealthChecks, type HealthReport, type HealthState } from "./health.ts";
export type {
  AfterRequestHook,
  BeforeRequestHook,
  ErrorClass,
  EndedContext,
  ErrorHandler,
  SelfHandledError,
  TeardownContextHook,
  TeardownRequestHook,
  UrlDefaultsHook,
  UrlValuePreprocessor,
  View,
  ViewResult,
} from "./hooks.ts";
export type { Accept, AcceptLanguages } from "./http/accept.ts";
export { toAddressKey } from "./http/address-key.ts";
export { AddressList } from "./http/address-list.ts";
export { attachmentDisposition } from "./http/attachment.ts";
export { type Authorization, challenge } from "./http/authorization.ts";
export type { JsonReadOptions } from "./http/body.ts";
export type { RequestCacheControl, ResponseCacheControl } from "./http/cache-control.ts";
export type { RequestedRanges } from "./http/conditional.ts";
export type { CookieOptions } from "./http/cookies.ts";
export type { EntityTags } from "./http/entity-tags.ts";
export type { FlashedMessage, FlashedMessagesOptions } from "./http/flash.ts";
export type { Form } from "./http/form.ts";
export type { FormPart, PartHeaders } from "./http/form-part.ts";
export type { HeaderSet, PolicyDirectives } from "./http/header-set.ts";
export type { RequestHeaders, ResponseHeaders } from "./http/headers.ts";
export { createEscape, escapeHtml } from "./http/html.ts";
export { DefaultJson, defaultJson, type JsonOptions, type JsonProvider } from "./http/json-provider.ts";
export { escape, escapeJson, Markup, markup, ownHtml } from "./http/markup.ts";
export { MultiDict } from "./http/multi-dict.ts";
export {
  render,
  renderBlock,
  Rendering,
  type RenderingOptions,
  renderStream,
  renderString,
  type TemplateContext,
} from "./http/rendering.ts";
export { safeRedirectTarget } from "./http/redirect-target.ts";
export { json, JsonReply, Redirect, redirect, Reply, reply, type ReplyHeaders } from "./http/reply.ts";
export {
  type FileHandover,
  Request,
  type RequestGlobals,
  type RequestProperties,
  type AfterThisRequestHook,
  type RouteUrls,
} from "./http/request.ts";
export type { RequestPeer } from "./http/request-head.ts";
export { type Representations, respond, Responder } from "./http/respond.ts";
export { Response, type ResponseBody } from "./http/response.ts";
export { secureFilename } from "./http/secure-filename.ts";
export type { Session, SessionControls, SessionData } from "./http/session.ts";
export { makeResponse } from "./http/to-response.ts";
export type { ProxyTrust, TrustedProxiesSetting } from "./http/trusted-proxies.ts";
export { type FileContent, UploadedFile } from "./http/uploaded-file.ts";
export { ViewValue } from "./http/view-value.ts";
export {
  abort,
  BadGateway,
  BadRequest,
  BadRequestKeyError,
  Conflict,
  ContentTooLarge,
  ExpectationFailed,
  FailedDependency,
  Forbidden,
  GatewayTimeout,
  Gone,
  HttpError,
  type HttpErrorClass,
  type HttpErrorOptions,
  HttpVersionNotSupported,
  ImATeapot,
  InternalServerError,
  LengthRequired,
  Locked,
  MethodNotAllowed,
  MisdirectedRequest,
  NotAcceptable,
  NotFound,
  NotImplemented,
  PreconditionFailed,
  PreconditionRequired,
  RangeNotSatisfiable,
  RequestHeaderFieldsTooLarge,
  RequestTimeout,
  ServiceUnavailable,
  TooManyRequests,
  Unauthorized,
  UnavailableForLegalReasons,
  UnprocessableContent,
  UnsupportedMediaType,
  UpgradeRequired,
  UriTooLong,
} from "./http-errors.ts";
export { lazyView } from "./lazy-view.ts";
export { isPromise, type MaybePromise } from "./maybe-promise.ts";
export type { ModuleMeta } from "./module-folder.ts";
export type { Middleware, ViewWrapper } from "./middleware.ts";
export type { FetchHandler, MountableApp } from "./mounting.ts";
export type { Logger, LoggerLike } from "./logger.ts";
export { isSecretName, maskSecrets } from "./masking.ts";
export {
  type DefineRoute,
  del,
  get,
  patch,
  post,
  put,
  route,
  type RouteDefinition,
  type RouteMethod,
  type RouteOptions,
} from "./route-definition.ts";
export {
  type FieldLogger,
  requestLine,
  requestLog,
  type RequestLogEntry,
  type RequestLogOptions,
} from "./request-log.ts";
export { RouteHandle } from "./route-handle.ts";
export { BuildError } from "./routing/build-error.ts";
export type { Converter, ConverterFactory, ConverterOptions } from "./routing/converters.ts";
export type { RouteAttempt } from "./routing/explanation.ts";
export type { ConverterTypes, PathParams, RouteParams, UrlArguments } from "./routing/path-params.ts";
export type { Rule } from "./routing/rule.ts";
export type { UrlOptions } from "./http/url-options.ts";
export type { UrlMap } from "./routing/url-map.ts";
export {
  AppSignals,
  type Receiver,
  Signal,
  type SignalConnection,
  SignalNamespace,
  type TemplateSignal,
} from "./signals.ts";
export { CookieSessions, cookieSessions, type CookieSessionsOptions } from "./session/cookie-sessions.ts";
export { createSession, type SessionOrigin } from "./session/session.ts";
export type { SessionFactory, SessionInterface } from "./session/session-interface.ts";
export type { SessionSettings } from "./session/session-settings.ts";
export type { SessionStore } from "./session/session-store.ts";
export { StoredSessions, storedSessions, type StoredSessionsOptions } from "./session/stored-sessions.ts";
export { type SessionTag, TaggedJson } from "./session/tagged-json.ts";
export {
  BadSignature,
  SignatureExpired,
  TimedSerializer,
  type TimedSerializerOptions,
  type VerifiedPayload,
  type VerifyOptions,
} from "./timed-serializer.ts";
export { sendFile, type SendFileOptions, SentContent, SentFile } from "./send-file.ts";
export {
  type FolderOptions,
  sendFromDirectory,
  type SendFromDirectoryOptions,
  staticFiles,
  type StaticFilesOptions,
} from "./static.ts";
export type { ContextProcessor } from "./template-context.ts";
export {
  TemplateError,
  type TemplateErrorOptions,
  templateExcerpt,
  type TemplatePlace,
  toTemplateError,
} from "./template-error.ts";
export type {
  TemplateEngine,
  TemplateEngineSetup,
  TemplateFunction,
  TemplateRenderer,
} from "./template-engine.ts";
export type { TemplateInspection } from "./template-inspection.ts";
export { TemplateModules } from "./template-modules.ts";
export type {
  TemplateModule,
  TemplatePiece,
  TemplatePosition,
  TemplateProblem,
  TemplateReference,
  TemplateReport,
  TemplateSeverity,
  TemplateSourceMap,
  TemplateVariable,
} from "./template-report.ts";
export {
  type TemplateAttempt,
  templateNotFound,
  type TemplateSource,
  TemplateSources,
  type TemplateText,
  TemplateTexts,
} from "./template-source.ts";
export {
  type ContextProcessorOptions,
  type TemplateMacro,
  type TemplateRegistrations,
  Templates,
} from "./templating.ts";
export { type SignedUrlOptions, UrlSigner } from "./url-signer.ts";
export type { UrlBuildErrorHandler } from "./url-builder.ts";
export type {
  InvalidRequestHandler,
  UnknownKeysPolicy,
  ValidationMessage,
} from "./validation/request-validator.ts";
export type { ResponsePolicy } from "./validation/response-validator.ts";
export type { Schema, SchemaIssue, SchemaResult } from "./validation/schema.ts";
export { type InputPart, ValidationError, type ValidationIssue } from "./validation/validation-error.ts";

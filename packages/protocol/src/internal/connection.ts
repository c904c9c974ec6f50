/** Classifies an HTTP client's error: whether the request may have been sent, and whether the network failed. */
import { type ErrorFacts, walkError } from "./errorWalk.js"

/** Facts about a failed connection. */
export interface ConnectionFacts {
  /** The error and its causes. */
  readonly errors: ReadonlyArray<ErrorFacts>
  readonly code: string | null
  /** Whether it failed before anything could be sent. */
  readonly failedBeforeSend: boolean
  /** Whether the network failed, and not the caller's function or its arguments. */
  readonly isNetwork: boolean
}

/** Codes that occur only before a connection is made: host not found, connection refused, certificate rejected. */
const codesBeforeSend: ReadonlySet<string> = new Set([
  // Node and, mostly, Deno and Bun
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EAI_NODATA",
  "EAI_NONAME",
  "EADDRNOTAVAIL",
  "EAFNOSUPPORT",
  "ERR_SOCKET_CONNECTION_TIMEOUT",
  // Undici
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_CLOSED",
  "UND_ERR_PRX_TLS",
  // Bun
  "ConnectionRefused",
  "FailedToOpenSocket",
  "DNSException",
  "UnknownHost",
  // TLS
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_CHAIN_TOO_LONG",
  "CERT_REJECTED",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "HOSTNAME_MISMATCH",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_TLS_HANDSHAKE_TIMEOUT",
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_UNSUPPORTED_PROTOCOL",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
  "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
  "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
  "ERR_SSL_TLSV1_UNRECOGNIZED_NAME"
])

/** Codes for invalid arguments: nothing was sent, and a retry would not help. */
const argumentCode =
  /^(?:ERR_INVALID_|ERR_HTTP_INVALID_|ERR_UNESCAPED_|ERR_MISSING_ARGS|ERR_INSECURE_|UND_ERR_INVALID_ARG|UND_ERR_NOT_SUPPORTED|ERR_UNSAFE_PORT|InvalidURL)/

/** Codes of files and modules: the caller's function failed, unless it was connecting. */
const otherCode = /^(?:ENOENT|EISDIR|ENOTDIR|EEXIST|ENOTEMPTY|ERR_ASSERTION|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND)$/

// Deno, Safari and Electron have messages instead of codes.
const messagesBeforeSend = new RegExp(
  "client error \\(connect\\)|tcp connect error|dns error|error trying to connect|could not connect to the server|" +
    "hostname could not be found|net::err_(?:connection_refused|name_not_resolved|address_unreachable|" +
    "internet_disconnected|cert_|ssl_protocol)",
  "i"
)

/** Messages for requests that can never be sent: a blocked port, a limit of the platform, an invalid argument. */
const messagesNeverSendable = new RegExp(
  "^bad port$|err_unsafe_port|too many subrequests|failed to parse url|invalid url|only absolute urls|" +
    "only http\\(s\\) protocols|bytestring|iso-8859-1|is an invalid header|is not a legal http header|" +
    "invalid character in header|includes credentials|cannot have (?:a )?body|duplex (?:option|member)|" +
    "illegal invocation|failed to construct|failed to execute 'fetch'|to be an instance of|" +
    "is not a valid (?:http|url|header|method|value)|unsupported (?:scheme|protocol)|unknown scheme|" +
    "invalid (?:argument|http method|request method)|forbidden (?:method|header)",
  "i"
)

/** Messages of a `TypeError` caused by a bug in the program, in V8, JavaScriptCore and SpiderMonkey. */
const messagesOfBugs = new RegExp(
  "is not a function|is not a constructor|is not iterable|is not defined|is not an object|is not an? (?:async )?iter|" +
    "cannot (?:read|set|access|assign|convert|destructure|define|delete|add|mix|use)|can't (?:access|convert|define)|" +
    "(?:undefined|null) is not|is (?:undefined|null)$|has no properties|assignment to constant|read.only property|" +
    "circular structure|cyclic object|incompatible receiver|private (?:member|field)|without 'new'|" +
    "already (?:been )?(?:read|used|locked)|body is unusable|disturbed|reduce of empty",
  "i"
)

const networkMessages = new RegExp(
  "network|connect|socket|fetch failed|failed to fetch|load failed|time[d]?[ -]?out|offline|hostname|dns|tls|ssl|" +
    "certificate|terminated|premature|hang up|hung up|unreachable|other side closed|body stream|error sending request|" +
    "internal error; reference|net::err_|broken pipe|econn|aborted",
  "i"
)

const mistakes: ReadonlySet<string> = new Set(["ReferenceError", "SyntaxError", "RangeError", "EvalError", "URIError"])
const networkNames = /network|timeout|abort|connect|socket|fetch|httpparser|^transport/i

const isConnecting = ({ syscall }: ErrorFacts): boolean => syscall === "connect" || syscall === "getaddrinfo"

const isCodeBeforeSend = (error: ErrorFacts): boolean =>
  codesBeforeSend.has(error.code!) || argumentCode.test(error.code!) || isConnecting(error)

/** Signals that the fetch of Next.js throws before it sends anything. */
const digestBeforeSend = /^(?:NEXT_|DYNAMIC_SERVER_USAGE|HANGING_PROMISE_REJECTION|BAILOUT_TO_CLIENT_SIDE_RENDERING)/

/** Errors with a code. If several failed at once, the individual errors and not their aggregate. */
const codedErrors = (errors: ReadonlyArray<ErrorFacts>): ReadonlyArray<ErrorFacts> => {
  const coded = errors.filter(({ code }) => code !== null)
  const several = coded.filter(({ isOneOfSeveral }) => isOneOfSeveral)
  return several.length > 0 ? several : coded.slice(0, 1)
}

const isNetworkError = ({ hasCause, message, name, step }: ErrorFacts): boolean => {
  if (name === "TypeError") return true
  return networkNames.test(name) || networkMessages.test(message) || (step === "Transport" && !hasCause)
}

/** Classifies an HTTP client's error. `headSeen`: a response had started. */
export const connectionFacts = (error: unknown, headSeen: boolean): ConnectionFacts => {
  const errors = walkError(error)
  const coded = codedErrors(errors)
  const says = (words: RegExp): boolean => errors.some(({ message }) => words.test(message))
  const digest = errors.find(({ digest }) => digest !== null)?.digest
  // Messages count only if there is no code, because response parsers use the same words.
  const neverSendable = (coded.length === 0 && says(messagesNeverSendable)) ||
    (coded.length > 0 && coded.every(({ code }) => argumentCode.test(code!))) ||
    errors.some(({ step }) => step === "Encode" || step === "InvalidUrl")
  const isMistake = digest !== undefined ||
    coded.some((each) => otherCode.test(each.code!) && !isConnecting(each)) ||
    errors.some(({ message, name }) => mistakes.has(name) || (name === "TypeError" && messagesOfBugs.test(message)))
  return {
    errors,
    code: coded[0]?.code ?? null,
    failedBeforeSend: neverSendable || (coded.length > 0 ? coded.every(isCodeBeforeSend) : says(messagesBeforeSend)) ||
      (digest != null && digestBeforeSend.test(digest)),
    isNetwork: !isMistake && (headSeen || !neverSendable) &&
      (headSeen || coded.length > 0 || errors.some(isNetworkError))
  }
}

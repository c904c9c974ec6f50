import { toConnectionFailure } from "@openrouter-keys/protocol/Failure"
import { describe, expect, it } from "vitest"
import { bearer } from "./failures.js"

const coded = (code: string, fields: object = {}): Error =>
  Object.assign(new Error(`failed with ${code}`), { code, ...fields })
const fetchFailed = (cause: unknown): Error => new TypeError("fetch failed", { cause })
const platform = (reason: string, cause?: unknown): Error =>
  Object.assign(new Error("Transport error"), { reason, cause })

const classify = (error: unknown, context: { headSeen?: boolean; threwSynchronously?: boolean } = {}) =>
  toConnectionFailure(error, { headSeen: false, secrets: [bearer], ...context })

/** The error of undici for an invalid response. Its code is that of the parser, and often missing. */
const notHttp = Object.assign(new Error("Response does not match the HTTP/1.1 protocol (Expected HTTP/)"), {
  name: "HTTPParserError",
  code: undefined
})

const words = (text: string): ReadonlyArray<string> => text.trim().split(/\s+/)

describe("a code of an error before a connection is made", () => {
  it.each(words(`
    ECONNREFUSED ENOTFOUND EAI_AGAIN EAI_FAIL EAI_NODATA EAI_NONAME EADDRNOTAVAIL EAFNOSUPPORT
    ERR_SOCKET_CONNECTION_TIMEOUT UND_ERR_CONNECT_TIMEOUT UND_ERR_CLOSED UND_ERR_PRX_TLS
    ConnectionRefused FailedToOpenSocket DNSException UnknownHost
    CERT_HAS_EXPIRED CERT_NOT_YET_VALID CERT_CHAIN_TOO_LONG CERT_REJECTED CERT_REVOKED CERT_SIGNATURE_FAILURE
    CERT_UNTRUSTED DEPTH_ZERO_SELF_SIGNED_CERT HOSTNAME_MISMATCH INVALID_CA INVALID_PURPOSE SELF_SIGNED_CERT_IN_CHAIN
    UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE
    ERR_TLS_CERT_ALTNAME_INVALID ERR_TLS_HANDSHAKE_TIMEOUT ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_UNSUPPORTED_PROTOCOL
    ERR_SSL_PACKET_LENGTH_TOO_LONG ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION
    ERR_SSL_TLSV1_UNRECOGNIZED_NAME
  `))("%s", (code) => {
    expect(classify(coded(code))).toMatchObject({ code, sent: false, isNetwork: true })
    expect(classify(coded(`${code}_2`))).toMatchObject({ sent: true, isNetwork: true })
  })

  it.each(words("connect getaddrinfo"))("any, where %s failed", (syscall) => {
    for (const code of ["ETIMEDOUT", "ENOENT"]) {
      expect(classify(coded(code, { syscall }))).toMatchObject({ sent: false, isNetwork: true })
    }
    expect(classify(coded("ETIMEDOUT", { syscall: "read" }))).toMatchObject({ sent: true, isNetwork: true })
  })
})

describe("a code of an invalid argument", () => {
  it.each(words(`
    ERR_INVALID_URL ERR_HTTP_INVALID_HEADER_VALUE ERR_UNESCAPED_CHARACTERS ERR_MISSING_ARGS
    ERR_INSECURE_HTTP2 UND_ERR_INVALID_ARG UND_ERR_NOT_SUPPORTED ERR_UNSAFE_PORT InvalidURL
  `))("%s", (code) => {
    expect(classify(coded(code))).toMatchObject({ code, sent: false, isNetwork: false })
    expect(classify(coded(`MY_${code}`))).toMatchObject({ sent: true, isNetwork: true })
  })
})

describe("a code of files and modules", () => {
  it.each(words("ENOENT EISDIR ENOTDIR EEXIST ENOTEMPTY ERR_ASSERTION ERR_MODULE_NOT_FOUND MODULE_NOT_FOUND"))(
    "%s",
    (code) => {
      expect(classify(coded(code))).toMatchObject({ code, sent: true, isNetwork: false })
      expect(classify(coded(`MY_${code}`))).toMatchObject({ sent: true, isNetwork: true })
      expect(classify(coded(`${code}_2`))).toMatchObject({ sent: true, isNetwork: true })
    }
  )
})

describe("words of an error before a connection is made", () => {
  it.each([
    "client error (Connect)",
    "tcp connect error: os error 111",
    "dns error: failed to lookup address information",
    "error trying to connect: unexpected EOF",
    "Could not connect to the server.",
    "A server with the specified hostname could not be found.",
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_NAME_NOT_RESOLVED",
    "net::ERR_ADDRESS_UNREACHABLE",
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_CERT_DATE_INVALID",
    "net::ERR_SSL_PROTOCOL_ERROR"
  ])("%s", (message) => {
    expect(classify(new Error(message))).toMatchObject({ sent: false, isNetwork: true })
  })
})

describe("words of a request that can never be sent", () => {
  it.each([
    "bad port",
    "net::ERR_UNSAFE_PORT",
    "Too many subrequests.",
    "Failed to parse URL from x",
    "Invalid URL: x",
    "Only absolute URLs are supported",
    "Only HTTP(S) protocols are supported",
    "Cannot convert argument to a ByteString",
    "String contains non ISO-8859-1 code point.",
    "Header x has is an invalid header value",
    "x is not a legal HTTP header value",
    "Invalid character in header content",
    "Request cannot be constructed from a URL that includes credentials",
    "Request with GET/HEAD method cannot have body.",
    "Request with GET cannot have a body",
    "RequestInit: duplex option is required when sending a body.",
    "The `duplex` member must be specified: duplex member",
    "Illegal invocation",
    "Failed to construct 'Request'",
    "Failed to execute 'fetch' on 'Window'",
    "Expected signal to be an instance of AbortSignal",
    "x is not a valid HTTP method.",
    "x is not a valid URL.",
    "x is not a valid header name.",
    "x is not a valid method.",
    "x is not a valid value for enumeration RequestMode.",
    "unsupported scheme",
    "Unsupported protocol x:",
    "unknown scheme",
    "Invalid argument: x",
    "Invalid HTTP method",
    "Invalid request method x",
    "Forbidden method x",
    "Forbidden header name"
  ])("%s", (message) => {
    expect(classify(new TypeError(message))).toMatchObject({ sent: false, isNetwork: false })
  })

  it.each(["bad port of call", "a bad port"])("not within others: %s", (message) => {
    expect(classify(new TypeError(message))).toMatchObject({ sent: true, isNetwork: true })
  })
})

describe("words of a bug in the program", () => {
  it.each([
    "f is not a function",
    "f is not a constructor",
    "f is not iterable",
    "f is not defined",
    "x is not an object",
    "x is not a iterator",
    "x is not an iterable object",
    "x is not an async iterable",
    "Cannot read properties of x",
    "Cannot set properties of x",
    "Cannot access 'x' before initialization",
    "Cannot assign to x",
    "Cannot convert a Symbol value to a string",
    "Cannot destructure property 'a' of 'b'",
    "Cannot define property x",
    "Cannot delete property 'a' of x",
    "Cannot add property a",
    "Cannot mix BigInt and other types",
    "Cannot use 'in' operator to search for 'a' in b",
    "can't access property \"a\"",
    "can't convert x to primitive type",
    "can't define property \"a\"",
    "undefined is not a thing",
    "null is not a thing",
    "x is undefined",
    "x is null",
    "x has no properties",
    "Assignment to constant variable.",
    "x is a read-only property",
    "Attempted to assign to readonly property.: read only property",
    "Converting circular structure to JSON",
    "cyclic object value",
    "incompatible receiver x",
    "Cannot: private member #x",
    "private field #x",
    "Class X cannot be invoked without 'new'",
    "the body has already been read",
    "body used already: already used",
    "the stream is already locked",
    "the stream has already been locked",
    "Body is unusable",
    "Response body object should not be disturbed or locked",
    "Reduce of empty array with no initial value"
  ])("%s", (message) => {
    expect(classify(new TypeError(message))).toMatchObject({ sent: true, isNetwork: false })
  })

  it.each([
    ["in an error of another class", new Error("socket is not defined")],
    ["within another word", new TypeError("x is undefined behaviour of the network")]
  ])("not %s", (_, error) => {
    expect(classify(error)).toMatchObject({ sent: true, isNetwork: true })
  })
})

describe("words of a network that failed", () => {
  it.each([
    "Network request failed",
    "lost connection",
    "socket closed",
    "fetch failed",
    "Failed to fetch",
    "Load failed",
    "time out",
    "timed out",
    "timeout",
    "time-out",
    "timed-out",
    "you are offline",
    "hostname lookup",
    "DNS lookup",
    "TLS alert",
    "SSL alert",
    "certificate rejected",
    "terminated",
    "Premature close",
    "hang up",
    "hung up",
    "host unreachable",
    "other side closed",
    "error reading a body stream",
    "error sending request for url (http://x)",
    "internal error; reference = abc",
    "net::ERR_FAILED",
    "Broken pipe",
    "read ECONNRESET",
    "aborted"
  ])("%s", (message) => {
    expect(classify(new Error(message))).toMatchObject({ sent: true, isNetwork: true })
  })
})

describe("names of errors", () => {
  it.each(
    words("NetworkError TimeoutError AbortError ConnectError SocketError FetchError HTTPParserError TransportError")
  )(
    "%s is the network's",
    (name) => {
      expect(classify(Object.assign(new Error("gone"), { name }))).toMatchObject({ sent: true, isNetwork: true })
    }
  )

  it.each(words("ReferenceError SyntaxError RangeError EvalError URIError"))(
    "%s is the program's, with any message",
    (name) => {
      const error = Object.assign(new Error("network"), { name })
      expect(classify(error)).toMatchObject({ sent: true, isNetwork: false })
    }
  )

  it("any other is the program's", () => {
    const error = Object.assign(new Error("gone"), { name: "MyTransportError" })
    expect(classify(error)).toMatchObject({ sent: true, isNetwork: false })
  })
})

describe("signals of Next.js before anything is sent", () => {
  it.each(words("NEXT_REDIRECT DYNAMIC_SERVER_USAGE HANGING_PROMISE_REJECTION BAILOUT_TO_CLIENT_SIDE_RENDERING"))(
    "%s",
    (digest) => {
      expect(classify(Object.assign(new Error("stop"), { digest }))).toMatchObject({ sent: false, isNetwork: false })
      expect(classify(Object.assign(new Error("stop"), { digest: `MY_${digest}` }))).toMatchObject({ sent: true })
    }
  )
})

describe("which of several errors counts", () => {
  const odd = new Error("odd")

  it.each<[string, unknown, object]>([
    [
      "the first code of a chain",
      Object.assign(coded("ECONNREFUSED"), { cause: coded("ECONNRESET") }),
      { code: "ECONNREFUSED", sent: false }
    ],
    [
      "every member of an aggregate, and not its own code",
      Object.assign(new AggregateError([coded("ECONNREFUSED"), coded("ECONNRESET")]), { code: "ECONNREFUSED" }),
      { sent: true }
    ],
    [
      "the only member of an aggregate, and not its own code",
      Object.assign(new AggregateError([coded("ECONNRESET")]), { code: "ECONNREFUSED" }),
      { sent: true }
    ],
    ["any code, where no words are known", Object.assign(new Error("odd"), { code: "X" }), {
      sent: true,
      isNetwork: true
    }],
    ["no words, where a code is known", fetchFailed(Object.assign(new Error("bad port"), { code: "X" })), {
      sent: true
    }],
    ["a URL that Effect's platform rejects", platform("InvalidUrl", odd), { sent: false, isNetwork: false }],
    ["a body that Effect's platform cannot encode", platform("Encode", odd), { sent: false, isNetwork: false }]
  ])("%s", (_, error, expected) => {
    expect(classify(error)).toMatchObject(expected)
  })

  it.each<[string, unknown]>([
    ["an error of any kind", odd],
    ["an error with a code", coded("X")],
    ["words of a request that can never be sent", new TypeError("invalid url")]
  ])("a response that had started, with %s", (_, error) => {
    expect(classify(error, { headSeen: true })).toMatchObject({
      sent: true,
      isNetwork: true,
      message: expect.stringMatching(/^the response was cut short/)
    })
  })
})

describe("never sent, and retryable", () => {
  it.each<[string, unknown]>([
    ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "CERT_HAS_EXPIRED"].map((code) =>
      [code, fetchFailed(coded(code))] as [string, unknown]
    ),
    ...["ConnectionRefused", "FailedToOpenSocket", "ERR_TLS_CERT_ALTNAME_INVALID", "ERR_SSL_WRONG_VERSION_NUMBER"].map(
      (code) => [code, coded(code)] as [string, unknown]
    ),
    ["ETIMEDOUT of connect", fetchFailed(coded("ETIMEDOUT", { syscall: "connect" }))],
    [
      "every address refused",
      fetchFailed(
        Object.assign(new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH", { syscall: "connect" })]), {
          code: "ECONNREFUSED"
        })
      )
    ],
    [
      "one address refused, one invalid",
      new AggregateError([coded("ECONNREFUSED"), coded("ERR_INVALID_ADDRESS")])
    ],
    [
      "Deno's words",
      new TypeError("error sending request for url (http://x): client error (Connect): tcp connect error")
    ],
    ["Safari's words", new TypeError("Could not connect to the server.")],
    ["Electron's words", new Error("net::ERR_NAME_NOT_RESOLVED")]
  ])("%s", (_, error) => {
    expect(classify(error)).toMatchObject({
      sent: false,
      isNetwork: true,
      message: expect.stringMatching(/^could not connect/)
    })
    expect(classify(error, { headSeen: true })).toMatchObject({ sent: true })
  })
})

describe("possibly sent, and retryable", () => {
  it.each<[string, unknown]>([
    ["ECONNRESET", fetchFailed(coded("ECONNRESET"))],
    ["UND_ERR_SOCKET", fetchFailed(coded("UND_ERR_SOCKET"))],
    [
      "HPE_INVALID_HEADER_TOKEN",
      fetchFailed(Object.assign(coded("HPE_INVALID_HEADER_TOKEN"), { message: "is an invalid header" }))
    ],
    ["one address refused, one reset", fetchFailed(new AggregateError([coded("ECONNREFUSED"), coded("ECONNRESET")]))],
    ["Chrome's words", new TypeError("Failed to fetch")],
    ["Firefox's words", new TypeError("NetworkError when attempting to fetch resource.")],
    ["Safari's words, in German", new TypeError("Die Netzwerkverbindung wurde unterbrochen.")],
    ["React Native's words", new TypeError("Network request failed")],
    ["a timeout of the client's own", new DOMException("The operation timed out.", "TimeoutError")],
    ["an error that names itself", Object.assign(new Error("gone"), { name: "NetworkError" })],
    ["an error of Effect's platform", platform("Transport")],
    ["an error of Effect's platform, without a cause", platform("Transport", null)],
    ["bytes that are no HTTP, as undici says it", notHttp],
    ["bytes that are no HTTP, as Effect's platform passes it on", platform("Transport", notHttp)],
    ["a reset, thrown at once by a mock", coded("ECONNRESET")]
  ])("%s", (_, error) => {
    for (const threwSynchronously of [false, true]) {
      expect(classify(error, { threwSynchronously })).toMatchObject({ sent: true, isNetwork: true })
    }
  })
})

describe("never sendable", () => {
  it.each<[string, unknown]>([
    ["a port that fetch blocks", fetchFailed(new Error("bad port"))],
    ["a platform's bound", new Error("Too many subrequests.")],
    ["an address that is none", new TypeError("Failed to parse URL from x", { cause: coded("ERR_INVALID_URL") })],
    ["a header that is none", new TypeError("Headers.append: \"x\" is an invalid header value.")],
    ["an argument that undici refuses", coded("UND_ERR_INVALID_ARG")],
    ["an argument that Node refuses", Object.assign(new TypeError("x"), { code: "ERR_INVALID_ARG_TYPE" })],
    ["a body with GET", new TypeError("Request with GET/HEAD method cannot have body.")],
    ["a request that Effect's platform cannot encode", platform("Encode", new Error("no"))],
    ["a signal of Next.js", Object.assign(new Error("Dynamic server usage"), { digest: "DYNAMIC_SERVER_USAGE" })],
    [
      "a redirect of Next.js",
      Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;replace;/login;307;" })
    ]
  ])("%s", (_, error) => {
    expect(classify(error)).toMatchObject({
      sent: false,
      isNetwork: false,
      message: expect.stringMatching(/^the request could not be sent/)
    })
  })
})

describe("the caller's own function", () => {
  it.each<[string, unknown]>([
    ["a ReferenceError", new ReferenceError("x is not defined")],
    ["a mistake of types", new TypeError("Cannot read properties of undefined (reading 'a')")],
    ["a mistake of types, in Safari", new TypeError("undefined is not an object (evaluating 'a.b')")],
    ["a mistake of types, in Firefox", new TypeError("a.b is not a function")],
    ["a mistake behind the client's words", fetchFailed(new ReferenceError("x is not defined"))],
    ["an error of its own", new Error("my own bug")],
    ["an error of its own behind Effect's platform", platform("Transport", new Error("my own bug"))],
    ["a file that is missing", coded("ENOENT", { syscall: "open" })],
    ["another framework's signal", Object.assign(new Error("stop"), { digest: "1234" })],
    [
      "another framework's signal in the network's words",
      Object.assign(fetchFailed(coded("ECONNRESET")), { digest: "1234" })
    ],
    ["a string", "no"],
    ["nothing", undefined],
    ["an object", {}]
  ])("%s", (_, error) => {
    expect(classify(error)).toMatchObject({
      sent: true,
      isNetwork: false,
      message: expect.stringMatching(/^the HTTP client failed/)
    })
    expect(classify(error, { threwSynchronously: true })).toMatchObject({ sent: false, isNetwork: false })
  })
})

/**
 * Parses faults: JSON over HTTP, and JSON or tokens such as `create:503:x2` on the command line.
 */
import * as Operations from "@openrouter-keys/core/Operation"
import type { FakeOpenRouter } from "@openrouter-keys/core/testing/FakeOpenRouter"
import { restrictionOperations } from "@openrouter-keys/protocol/Restriction"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import * as Http from "node:http"
import { durationForm, parseDuration } from "./duration.js"

type Fault = FakeOpenRouter.Fault

// =====================================================================================================================
// JSON
// =====================================================================================================================

const mustBe = (expected: string) => ({ message: () => ({ message: `must be ${expected}`, override: true }) })

/** JSON has no `Infinity`. */
const Times = Schema.transform(
  Schema.Union(Schema.Int.pipe(Schema.positive()), Schema.Literal("always")).annotations(
    mustBe("a whole number, 1 or more, or \"always\"")
  ),
  Schema.Number,
  {
    strict: true,
    decode: (times) => times === "always" ? Infinity : times,
    encode: (times) => times === Infinity ? "always" : times
  }
)

const Delay = Schema.transformOrFail(
  Schema.Union(Schema.NonNegative, Schema.String),
  Schema.declare((u): u is Duration.DurationInput => Duration.isDuration(u) || typeof u === "string"),
  {
    strict: true,
    decode: (delay, _, ast) => {
      const parsed = typeof delay === "number" ? Option.some(Duration.millis(delay)) : parseDuration(delay)
      return Option.match(parsed, {
        onNone: () => ParseResult.fail(new ParseResult.Type(ast, delay)),
        onSome: ParseResult.succeed
      })
    },
    encode: (delay) => ParseResult.succeed(Duration.toMillis(delay))
  }
).annotations(mustBe(`milliseconds, or ${durationForm}`))

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const isHeader = (name: string, value: string): boolean => {
  try {
    Http.validateHeaderName(name)
    Http.validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}

/** Headers that Node can send: it throws for others, and for a `trailer` without trailers. */
const Headers = Schema.Record({ key: Schema.String, value: Schema.String }).pipe(
  Schema.filter((headers) =>
    Object.entries(headers).every(([name, value]) => isHeader(name, value) && !/^trailer$/i.test(name))
  )
).annotations(mustBe("headers that can be sent"))

const operations = [...Struct.keys(Operations.all), ...Struct.keys(restrictionOperations)]

const Operation = Schema.Literal(...operations)

const Fault = Schema.Struct({
  operation: optional(Operation.annotations(mustBe(`one of ${operations.join(", ")}`))),
  times: optional(Times),
  status: optional(Schema.Int.pipe(Schema.between(200, 599)).annotations(mustBe("a status from 200 to 599"))),
  headers: optional(Headers),
  body: optional(Schema.Unknown),
  delay: optional(Delay),
  drop: optional(Schema.Literal("before", "after").annotations(mustBe("\"before\" or \"after\""))),
  cut: optional(Schema.Boolean),
  malformed: optional(Schema.Boolean)
})

const decode = Schema.decodeUnknownEither(Fault, { onExcessProperty: "error", errors: "all" })

const describe = (error: ParseResult.ParseError): string =>
  ParseResult.ArrayFormatter.formatErrorSync(error)
    .map(({ message, path }) => `${path.length === 0 ? "the fault" : path.join(".")} ${message}`)
    .join("; ")

/** Decodes a fault from JSON, or returns an error message. */
export const faultFromJson = (json: unknown): Either.Either<Fault, string> => Either.mapLeft(decode(json), describe)

/** Encodes a fault as JSON. */
export const faultToJson = ({ delay, ...fault }: Fault): unknown =>
  Schema.encodeUnknownSync(Fault)({ ...fault, ...delay !== undefined && { delay: Duration.decode(delay) } })

// =====================================================================================================================
// Tokens
// =====================================================================================================================

interface FaultToken {
  /** Its group is the value. */
  readonly form: RegExp
  /** Part of a fault; `None` for an invalid value. */
  readonly toFault: (value: string) => Option.Option<Partial<Fault>>
}

const token = (form: RegExp, toFault: (value: string) => Partial<Fault>): FaultToken => ({
  form,
  toFault: (value) => Option.some(toFault(value))
})

const tokens: ReadonlyArray<FaultToken> = [
  token(
    new RegExp(`^(${operations.join("|")})$`),
    (operation) => ({ operation: operation as typeof Operation.Type })
  ),
  token(/^([2-5]\d\d)$/, (status) => ({ status: Number(status) })),
  token(/^drop-(before|after)$/, (when) => ({ drop: when === "before" ? "before" : "after" })),
  token(/^(cut|malformed)$/, (flag) => ({ [flag]: true })),
  token(/^retry-after=(\d+)$/, (seconds) => ({ headers: { "retry-after": seconds } })),
  token(/^x([1-9]\d*)$/, (times) => ({ times: Number(times) })),
  token(/^(always)$/, () => ({ times: Infinity })),
  { form: /^delay=(.+)$/, toFault: (text) => Option.map(parseDuration(text), (delay) => ({ delay })) }
]

/** The tokens of a fault, for messages. */
const faultForm = "an operation, a status, drop-before, drop-after, cut, malformed, delay=2s, retry-after=2, x3, always"

const parseToken = (text: string): Either.Either<Partial<Fault>, string> => {
  for (const { form, toFault } of tokens) {
    const match = form.exec(text)
    const fault = match === null ? Option.none() : toFault(match[1] ?? "")
    if (Option.isSome(fault)) return Either.right(fault.value)
  }
  return Either.left(`"${text}" is not one of: ${faultForm}`)
}

const hasNoEffect = ({ cut, delay, drop, headers, malformed, status }: Fault): boolean =>
  [cut, delay, drop, headers, malformed, status].every((effect) => effect === undefined)

const fromTokens = (text: string): Either.Either<Fault, string> =>
  Either.flatMap(Either.all(text.split(":").map(parseToken)), (faults) => {
    const fault: Fault = Object.assign({}, ...faults)
    return hasNoEffect(fault)
      ? Either.left(`"${text}" has no effect; add a status, a delay, drop-before, drop-after, cut or malformed`)
      : Either.right(fault)
  })

const fromJsonText = (text: string): Either.Either<Fault, string> =>
  Either.try({ try: (): unknown => JSON.parse(text), catch: () => "it is not JSON" }).pipe(
    Either.flatMap(faultFromJson)
  )

/** Parses a fault from tokens, as in `create:503:x2`, or from JSON; or returns an error message. */
export const faultFromText = (text: string): Either.Either<Fault, string> =>
  text.trimStart().startsWith("{") ? fromJsonText(text) : fromTokens(text)

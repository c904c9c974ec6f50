/**
 * Faults as they come from outside: as JSON over HTTP, and as a word or two on the command line.
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

const says = (must: string) => ({ message: () => ({ message: `must be ${must}`, override: true }) })

/** JSON has no number for "all of them". */
const Times = Schema.transform(
  Schema.Union(Schema.Int.pipe(Schema.positive()), Schema.Literal("always")).annotations(
    says("a whole number, 1 or more, or \"always\"")
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
).annotations(says(`milliseconds, or ${durationForm}`))

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

/** Node refuses to send other ones, and a `trailer` that none follows. */
const Headers = Schema.Record({ key: Schema.String, value: Schema.String }).pipe(
  Schema.filter((headers) =>
    Object.entries(headers).every(([name, value]) => isHeader(name, value) && !/^trailer$/i.test(name))
  )
).annotations(says("headers that can be sent"))

const operations = [...Struct.keys(Operations.all), ...Struct.keys(restrictionOperations)]

const Operation = Schema.Literal(...operations)

const Fault = Schema.Struct({
  operation: optional(Operation.annotations(says(`one of ${operations.join(", ")}`))),
  times: optional(Times),
  status: optional(Schema.Int.pipe(Schema.between(200, 599)).annotations(says("a status from 200 to 599"))),
  headers: optional(Headers),
  body: optional(Schema.Unknown),
  delay: optional(Delay),
  drop: optional(Schema.Literal("before", "after").annotations(says("\"before\" or \"after\""))),
  cut: optional(Schema.Boolean),
  malformed: optional(Schema.Boolean)
})

const decode = Schema.decodeUnknownEither(Fault, { onExcessProperty: "error", errors: "all" })

const describe = (error: ParseResult.ParseError): string =>
  ParseResult.ArrayFormatter.formatErrorSync(error)
    .map(({ message, path }) => `${path.length === 0 ? "the fault" : path.join(".")} ${message}`)
    .join("; ")

/** A fault from JSON, or what is wrong with it. */
export const faultFromJson = (json: unknown): Either.Either<Fault, string> => Either.mapLeft(decode(json), describe)

/** A fault as JSON. */
export const faultToJson = ({ delay, ...fault }: Fault): unknown =>
  Schema.encodeUnknownSync(Fault)({ ...fault, ...delay !== undefined && { delay: Duration.decode(delay) } })

// =====================================================================================================================
// Words
// =====================================================================================================================

interface Word {
  readonly form: RegExp
  readonly means: (value: string) => Option.Option<Partial<Fault>>
}

const word = (form: RegExp, means: (value: string) => Partial<Fault>): Word => ({
  form,
  means: (value) => Option.some(means(value))
})

const words: ReadonlyArray<Word> = [
  word(
    new RegExp(`^(${operations.join("|")})$`),
    (operation) => ({ operation: operation as typeof Operation.Type })
  ),
  word(/^([2-5]\d\d)$/, (status) => ({ status: Number(status) })),
  word(/^drop-(before|after)$/, (when) => ({ drop: when === "before" ? "before" : "after" })),
  word(/^(cut|malformed)$/, (what) => ({ [what]: true })),
  word(/^retry-after=(\d+)$/, (seconds) => ({ headers: { "retry-after": seconds } })),
  word(/^x([1-9]\d*)$/, (times) => ({ times: Number(times) })),
  word(/^(always)$/, () => ({ times: Infinity })),
  { form: /^delay=(.+)$/, means: (text) => Option.map(parseDuration(text), (delay) => ({ delay })) }
]

/** What the words of a fault can be, for messages. */
const faultForm = "an operation, a status, drop-before, drop-after, cut, malformed, delay=2s, retry-after=2, x3, always"

const meaningOf = (text: string): Either.Either<Partial<Fault>, string> => {
  for (const { form, means } of words) {
    const match = form.exec(text)
    const meaning = match === null ? Option.none() : means(match[1] ?? "")
    if (Option.isSome(meaning)) return Either.right(meaning.value)
  }
  return Either.left(`"${text}" is none of: ${faultForm}`)
}

const saysNothing = ({ cut, delay, drop, headers, malformed, status }: Fault): boolean =>
  [cut, delay, drop, headers, malformed, status].every((what) => what === undefined)

const fromWords = (text: string): Either.Either<Fault, string> =>
  Either.flatMap(Either.all(text.split(":").map(meaningOf)), (meanings) => {
    const fault: Fault = Object.assign({}, ...meanings)
    return saysNothing(fault) ? Either.left(`"${text}" does not say what goes wrong`) : Either.right(fault)
  })

const fromJsonText = (text: string): Either.Either<Fault, string> =>
  Either.try({ try: (): unknown => JSON.parse(text), catch: () => "it is not JSON" }).pipe(
    Either.flatMap(faultFromJson)
  )

/** A fault in words, as in `create:503:x2`, or as JSON; or what is wrong with it. */
export const faultFromText = (text: string): Either.Either<Fault, string> =>
  text.trimStart().startsWith("{") ? fromJsonText(text) : fromWords(text)

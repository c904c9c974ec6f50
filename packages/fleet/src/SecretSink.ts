/**
 * Sinks for the secrets of new keys: an environment file, a program's standard input, a file.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { resolve } from "node:path"
import { problemOfArgv } from "./internal/program.js"
import { updateFile } from "./internal/sink/atomicFile.js"
import { runWithSecret } from "./internal/sink/command.js"
import { setVariable } from "./internal/sink/envText.js"
import { problemOfVariable, readForm } from "./internal/sink/form.js"
import { placeOf, refuseManagementKey, valuesIn } from "./internal/sink/held.js"

/** A secret was not stored. */
export class SecretSinkError extends Data.TaggedError("SecretSinkError")<{
  /** What happened, in one sentence, without the secret. */
  readonly message: string
}> {}

/** Target of a sink, as data without secrets. It is stored with a rotation. Paths are absolute. */
export const Target = Schema.Union(
  Schema.TaggedStruct("EnvFile", { file: Schema.String, variable: Schema.String }),
  Schema.TaggedStruct("Command", { argv: Schema.NonEmptyArray(Schema.String) }),
  Schema.TaggedStruct("File", { file: Schema.String })
)

/** Target of a sink, as data without secrets. It is stored with a rotation. Paths are absolute. */
export type Target = typeof Target.Type

export declare namespace SecretSink {
  /** A secret and its key. */
  export interface Entry {
    /** The key's name, or the one that it gets when it is ready. */
    readonly name: string
    readonly hash: string
    readonly label: string
    readonly secret: Redacted.Redacted<string>
  }

  /** The service. */
  export interface Service {
    /**
     * Stores a secret, and replaces the one before. Must be safe to repeat. If it fails, the secret counts as not stored,
     * and its key is deleted. It should be interruptible: it is interrupted if it takes too long, or if its rotation is
     * cancelled.
     */
    readonly put: (entry: Entry) => Effect.Effect<void, SecretSinkError>
    /** Timeout of `put`. Default: 2 minutes. */
    readonly timeLimit?: Duration.DurationInput | undefined
  }

  /** Options of {@link SecretSink.layer}. */
  export interface LayerOptions extends Pick<Service, "timeLimit"> {}

  /** A sink with a known target. It is a layer, and a value for the option `to` of a rotation. */
  export interface Sink extends Layer.Layer<SecretSink>, Service {
    readonly target: Target
  }

  /** Access to the secrets of {@link SecretSink.memory}. */
  export interface MemoryService {
    /** The last secret for each name. */
    readonly entries: Effect.Effect<ReadonlyArray<Entry>>
  }
}

const failed = (message: string) => new SecretSinkError({ message })

const reasonOf = (cause: unknown): string => cause instanceof Error ? cause.message : String(cause)

/** Whether every reader of environment files reads a value unchanged, quoted or not. */
const isPlain = (secret: string): boolean => /^[\w.:/+=@%-]+$/.test(secret)

/** Timeout of a program. */
const commandTimeout = Duration.minutes(2)

const outerTimeLimit = Duration.seconds(130)

/** Replaces the secret in a file, but never a management key, which could not be restored. */
const replaceIn = (
  target: Exclude<Target, { readonly _tag: "Command" }>,
  edit: (text: string | undefined) => string
): Effect.Effect<void, SecretSinkError> =>
  updateFile(target.file, (text) => {
    valuesIn(target, text).forEach(refuseManagementKey)
    return edit(text)
  }).pipe(Effect.mapError((cause) => failed(`${placeOf(target)} cannot be written: ${reasonOf(cause)}`)))

const putInto = (target: Target) => (entry: SecretSink.Entry): Effect.Effect<void, SecretSinkError> => {
  const secret = Redacted.value(entry.secret)
  switch (target._tag) {
    case "EnvFile": {
      const problem = problemOfVariable(target.variable)
      if (problem !== null) return failed(`${target.file}: ${problem}.`)
      if (!isPlain(secret)) return failed(`${target.file}: the secret has characters that would need escaping.`)
      return replaceIn(target, (text) => setVariable(text, target.variable, secret))
    }
    case "File":
      return replaceIn(target, () => secret)
    case "Command":
      return runWithSecret(target.argv, secret, entry).pipe(
        Effect.mapError(failed),
        Effect.timeoutFail({
          duration: commandTimeout,
          onTimeout: () => failed(`${target.argv[0]} did not end within ${Duration.format(commandTimeout)}.`)
        })
      )
  }
}

/** Service that stores the secrets of new keys. */
export class SecretSink extends Context.Tag("@openrouter-keys/fleet/SecretSink")<SecretSink, SecretSink.Service>() {
  /** The sink of a target. */
  static readonly fromTarget = (target: Target): SecretSink.Sink => {
    // Longer than the program's own timeout, whose message is more precise.
    const service = { put: putInto(target), target, timeLimit: outerTimeLimit }
    return Object.assign(Layer.succeed(SecretSink, service), service)
  }

  /**
   * One variable of an environment file. The line is replaced, or added at the end. Other lines and comments stay, and so
   * do the line's quotes, `export` and line ending. The file is replaced atomically, with mode 0600 and
   * its current owner; a symbolic link stays one. A missing file is created, a missing folder is not. A management
   * key is never replaced: neither the one that the program uses, nor any in `OPENROUTER_MANAGEMENT_KEY`.
   */
  static readonly envFile = (options: { readonly file: string; readonly variable: string }): SecretSink.Sink =>
    SecretSink.fromTarget({ _tag: "EnvFile", file: resolve(options.file), variable: options.variable })

  /**
   * A program that reads the secret from its standard input. Its arguments and environment do not contain it. The
   * environment has `OPENROUTER_KEY_NAME`, `OPENROUTER_KEY_HASH` and `OPENROUTER_KEY_LABEL`. An exit status other than 0 is a
   * failure, and so is a run of more than two minutes. Throws a `SecretSinkError` if `argv` is not valid.
   */
  static readonly command = (argv: readonly [program: string, ...args: Array<string>]): SecretSink.Sink => {
    const problem = problemOfArgv(argv)
    if (problem !== null) throw failed(problem)
    return SecretSink.fromTarget({ _tag: "Command", argv })
  }

  /**
   * A file that contains only the secret. It is replaced atomically, with mode 0600 and its current owner. Its folder
   * must exist. A management key is never replaced.
   */
  static readonly file = (options: { readonly file: string }): SecretSink.Sink =>
    SecretSink.fromTarget({ _tag: "File", file: resolve(options.file) })

  /** Your own sink. Provide it to the layer of rotations: `Fleet.layerMemory.pipe(Layer.provide(sink))`. */
  static readonly layer = (
    put: SecretSink.Service["put"],
    options: SecretSink.LayerOptions = {}
  ): Layer.Layer<SecretSink> => Layer.succeed(this, { put, ...options })

  /** In memory, for tests. {@link MemorySink} returns the entries. */
  static readonly memory: Layer.Layer<SecretSink | MemorySink> = Layer.suspend(() =>
    Layer.effectContext(Effect.sync(() => {
      const entries = new Map<string, SecretSink.Entry>()
      const put = (entry: SecretSink.Entry) => Effect.sync(() => void entries.set(entry.name, entry))
      return Context.make(SecretSink, { put }).pipe(
        Context.add(MemorySink, { entries: Effect.sync(() => [...entries.values()]) })
      )
    }))
  )

  /**
   * Parses the command-line form: `env-file:PATH#VARIABLE`, `command:PROGRAM ARGUMENTS…`, `file:PATH`. The error names the
   * missing part.
   */
  static readonly parse = (text: string): Effect.Effect<SecretSink.Sink, SecretSinkError> => {
    const read = readForm(text)
    return Either.isRight(read) ? Effect.succeed(SecretSink.fromTarget(read.right)) : failed(read.left)
  }
}

/** Service with the secrets of {@link SecretSink.memory}. */
export class MemorySink
  extends Context.Tag("@openrouter-keys/fleet/MemorySink")<MemorySink, SecretSink.MemoryService>()
{}

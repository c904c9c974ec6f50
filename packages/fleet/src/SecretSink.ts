/**
 * Where the secrets of new keys go, and nowhere else: an environment file, a program's standard input, a file.
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
  /** What happened, in one sentence without the secret. */
  readonly message: string
}> {}

/** Where a sink keeps secrets, as data without secrets: what is stored of a rotation. Paths are absolute. */
export const Target = Schema.Union(
  Schema.TaggedStruct("EnvFile", { file: Schema.String, variable: Schema.String }),
  Schema.TaggedStruct("Command", { argv: Schema.NonEmptyArray(Schema.String) }),
  Schema.TaggedStruct("File", { file: Schema.String })
)

/** Where a sink keeps secrets, as data without secrets: what is stored of a rotation. Paths are absolute. */
export type Target = typeof Target.Type

export declare namespace SecretSink {
  /** A secret, and the key it belongs to. */
  export interface Entry {
    /** Name that the key has, or will have once it is in use. */
    readonly name: string
    readonly hash: string
    readonly label: string
    readonly secret: Redacted.Redacted<string>
  }

  /** The service. */
  export interface Service {
    /**
     * Stores a secret in the place of the one that is there. Safe to repeat. Where it fails, the secret counts as not
     * stored, and its key is deleted again. It should let itself be interrupted: it is where it takes too long, and where
     * its rotation is cancelled.
     */
    readonly put: (entry: Entry) => Effect.Effect<void, SecretSinkError>
    /** How long `put` may take before it counts as failed. Default: 2 minutes. */
    readonly timeLimit?: Duration.DurationInput | undefined
  }

  /** How a sink of {@link SecretSink.layer} is used. */
  export interface LayerOptions extends Pick<Service, "timeLimit"> {}

  /** A sink that says where it is: a layer, and what `to` of a rotation takes. */
  export interface Sink extends Layer.Layer<SecretSink>, Service {
    readonly target: Target
  }

  /** The secrets of {@link SecretSink.memory}. */
  export interface MemoryService {
    /** The last secret of each name. */
    readonly entries: Effect.Effect<ReadonlyArray<Entry>>
  }
}

const failed = (message: string) => new SecretSinkError({ message })

const reasonOf = (cause: unknown): string => cause instanceof Error ? cause.message : String(cause)

/** A value that every reader of environment files takes as it is, quoted or not. */
const isPlain = (secret: string): boolean => /^[\w.:/+=@%-]+$/.test(secret)

/** How long a program may take. */
const commandTimeout = Duration.minutes(2)

const outerTimeLimit = Duration.seconds(130)

/** Replaces what a file has in the place of a secret. A management key stays: it cannot be had again. */
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

/** The key's secret goes to a sink, a service. */
export class SecretSink extends Context.Tag("@openrouter-keys/fleet/SecretSink")<SecretSink, SecretSink.Service>() {
  /** The sink of a target. */
  static readonly fromTarget = (target: Target): SecretSink.Sink => {
    // A program says by itself that it took too long, and a little earlier.
    const service = { put: putInto(target), target, timeLimit: outerTimeLimit }
    return Object.assign(Layer.succeed(SecretSink, service), service)
  }

  /**
   * One variable of an environment file. The line is replaced, or added at the end; other lines and comments stay as
   * they are, and so do the line's quotes, `export` and line ending. The file is replaced as a whole, with mode 0600 and
   * the owner that it has; a symbolic link stays one. A file that is not there is created, a folder is not. A management
   * key is never replaced: neither the one that the program uses, nor any in `OPENROUTER_MANAGEMENT_KEY`.
   */
  static readonly envFile = (options: { readonly file: string; readonly variable: string }): SecretSink.Sink =>
    SecretSink.fromTarget({ _tag: "EnvFile", file: resolve(options.file), variable: options.variable })

  /**
   * A program that reads the secret from its standard input; its arguments and environment do not hold it. The
   * environment has `OPENROUTER_KEY_NAME`, `OPENROUTER_KEY_HASH` and `OPENROUTER_KEY_LABEL`. A status other than 0 is a
   * failure, and so is more than two minutes. Throws a `SecretSinkError` where there is no program.
   */
  static readonly command = (argv: readonly [program: string, ...args: Array<string>]): SecretSink.Sink => {
    const problem = problemOfArgv(argv)
    if (problem !== null) throw failed(problem)
    return SecretSink.fromTarget({ _tag: "Command", argv })
  }

  /**
   * A file that holds the secret and nothing else, with mode 0600 and the owner that it has, replaced as a whole. Its folder
   * has to be there. A management key is never replaced.
   */
  static readonly file = (options: { readonly file: string }): SecretSink.Sink =>
    SecretSink.fromTarget({ _tag: "File", file: resolve(options.file) })

  /** Any other sink. Rotations find it where it is provided to their layer: `Fleet.layerMemory.pipe(Layer.provide(sink))`. */
  static readonly layer = (
    put: SecretSink.Service["put"],
    options: SecretSink.LayerOptions = {}
  ): Layer.Layer<SecretSink> => Layer.succeed(this, { put, ...options })

  /** In memory, for tests: {@link MemorySink} has the entries. */
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
   * Reads the command-line form: `env-file:PATH#VARIABLE`, `command:PROGRAM ARGUMENTS…`, `file:PATH`. Fails with a sentence
   * on what is missing in it.
   */
  static readonly parse = (text: string): Effect.Effect<SecretSink.Sink, SecretSinkError> => {
    const read = readForm(text)
    return Either.isRight(read) ? Effect.succeed(SecretSink.fromTarget(read.right)) : failed(read.left)
  }
}

/** What {@link SecretSink.memory} holds. */
export class MemorySink
  extends Context.Tag("@openrouter-keys/fleet/MemorySink")<MemorySink, SecretSink.MemoryService>()
{}

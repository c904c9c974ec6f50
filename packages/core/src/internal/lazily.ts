/** Lazy schemas: programs that only call the operations do not create them. */
import * as Schema from "effect/Schema"

/** The members of a schema that Effect and users read. */
const schemaMembers = [Schema.TypeId, "Type", "Encoded", "Context", "ast", "annotations", "pipe", "toString"] as const

/** The members of a `Schema.Struct`. */
const structMembers = [...schemaMembers, "fields", "records", "make", "pick", "omit"] as const

const forward = <S extends object>(names: ReadonlyArray<PropertyKey>, make: () => S): S => {
  let made: S | undefined
  // A constructor, like Effect's schemas, so that `class Key extends ApiKey {}` works.
  const schema = function() {}
  for (const name of names) {
    Object.defineProperty(schema, name, {
      get: () => Reflect.get(made ??= make(), name) as unknown,
      configurable: true
    })
  }
  return schema as unknown as S
}

/** A schema that is created on first use. */
export const lazily = <A, I>(make: () => Schema.Schema<A, I>): Schema.Schema<A, I> => forward(schemaMembers, make)

/** A struct that is created on first use. */
export const lazyStruct = <Fields extends Schema.Struct.Fields>(
  make: () => Schema.Struct<Fields>
): Schema.Struct<Fields> => forward(structMembers, make)

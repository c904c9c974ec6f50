/** Schemas that are made when they are first looked at: a program that only calls the operations pays nothing for them. */
import * as Schema from "effect/Schema"

/** All that Effect and users read of a schema. */
const schemaMembers = [Schema.TypeId, "Type", "Encoded", "Context", "ast", "annotations", "pipe", "toString"] as const

/** And of a `Schema.Struct`. */
const structMembers = [...schemaMembers, "fields", "records", "make", "pick", "omit"] as const

const forward = <S extends object>(names: ReadonlyArray<PropertyKey>, make: () => S): S => {
  let made: S | undefined
  // A constructor, as Effect's schemas are: `class Key extends ApiKey {}` gives a type of its own.
  const schema = function() {}
  for (const name of names) {
    Object.defineProperty(schema, name, {
      get: () => Reflect.get(made ??= make(), name) as unknown,
      configurable: true
    })
  }
  return schema as unknown as S
}

/** A schema, made when it is first looked at. */
export const lazily = <A, I>(make: () => Schema.Schema<A, I>): Schema.Schema<A, I> => forward(schemaMembers, make)

/** A struct, made when it is first looked at. */
export const lazyStruct = <Fields extends Schema.Struct.Fields>(
  make: () => Schema.Struct<Fields>
): Schema.Struct<Fields> => forward(structMembers, make)

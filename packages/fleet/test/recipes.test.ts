/** The programs that the docs name for secrets, each tried against a stand-in of its name. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { vi } from "vitest"
import { SecretSink } from "../src/SecretSink.js"

const page = readFileSync(new URL("../../../docs/fleet/rotating.md", import.meta.url), "utf8")

const recipes = Array.from(page.matchAll(/^\| ([\dA-Z][\w ]+) \| `(command:.*)` \|$/gm), ([, name, form]) => ({
  name: name!,
  form: form!.replaceAll("\\|", "|")
}))

const secret = `sk-or-v1-${"5ec2e7".repeat(10)}abcd`

/** Notes its arguments and its input, which it reads as the real one does: `/dev/stdin` where that is named. */
const standIn = (folder: string) =>
  `#!/bin/sh
name="$(basename "$0")"
printf '%s\\n' "$@" >> "${folder}/$name.$$.args"
case "$*" in
  */dev/stdin*) cat /dev/stdin | tee "${folder}/$name.$$.input" ;;
  *) cat | tee "${folder}/$name.$$.input" ;;
esac
`

const programs = ["gh", "vault", "aws", "gcloud", "az", "kubectl", "doppler", "jq", "op"]

describe("the recipes for secrets", () => {
  it("are in the docs", () => assert.lengthOf(recipes, 8))

  for (const { form, name } of recipes) {
    it.live(`${name}: the secret is on standard input, and in no argument`, () =>
      Effect.gen(function*() {
        const folder = mkdtempSync(join(tmpdir(), "recipe-"))
        const bin = mkdtempSync(join(tmpdir(), "recipe-bin-"))
        for (const program of programs) writeFileSync(join(bin, program), standIn(folder), { mode: 0o755 })
        vi.stubEnv("PATH", `${bin}:${process.env["PATH"]}`)
        const sink = yield* SecretSink.parse(form)
        yield* sink.put({ name: "prod", hash: "f01d52", label: "sk-or-v1-5ec...abcd", secret: Redacted.make(secret) })
        const seen = readdirSync(folder)
        const read = (file: string) => readFileSync(join(folder, file), "utf8")
        assert.isNotEmpty(seen)
        for (const file of seen.filter((each) => each.endsWith(".input"))) assert.strictEqual(read(file), secret, file)
        for (const file of seen.filter((each) => each.endsWith(".args"))) assert.notInclude(read(file), "sk-or", file)
      }))
  }
})

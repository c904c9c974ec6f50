/** Attribution options with text that headers cannot contain. */
import { assert, describe, it } from "vitest"
import { listen } from "./localServer.js"
import { documented, samples } from "./samples.js"
import { invalidRequest, succeeded, type TestClient } from "./testClient.js"

const options = {
  appTitle: "x-openrouter-title",
  httpReferer: "http-referer",
  appCategories: "x-openrouter-categories",
  userAgent: "user-agent"
} as const

const invalidTexts = [
  "Keys ✨",
  "日本語",
  "Ā",
  "naïve – dash",
  "line\nbreak",
  "carriage\rreturn",
  "nul\0",
  "\u007f",
  "\ud800"
]

export const attribution = (client: TestClient): void => {
  describe.each(Object.entries(options))(`${client.name}: %s`, (option, header) => {
    it.each(invalidTexts)(
      "with characters that are not allowed in a header is rejected, and the option is named: %j",
      async (text) => {
        const server = await listen(documented)
        for (const name of client.names) {
          const error = invalidRequest(
            await client.call(name, samples[name].request, { serverURL: server.url, retry: "default", [option]: text })
          )
          const said = [error.message, ...(error.issues ?? []).flatMap(({ message, path }) => [path, message])]
          assert.include(said.join("\n"), option)
          assert.strictEqual(error.attempts, 0)
        }
        assert.lengthOf(server.requests, 0)
      }
    )

    it("with valid text is sent unchanged", async () => {
      const server = await listen(documented)
      for (const text of ["Keys", "https://keys.example/a?b=c", "a, b;q=1", "Schl\u00fcssel"]) {
        succeeded(
          await client.call(client.names[0]!, samples[client.names[0]!].request, {
            serverURL: server.url,
            [option]: text
          })
        )
        assert.strictEqual(server.requests.at(-1)?.headers[header], text)
      }
    })
  })
}

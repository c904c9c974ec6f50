/** A realm without `process`, like a browser or an edge runtime. */
const { log } = console
const globals = globalThis as { process?: unknown }
delete globals.process

const { InvalidRequest, OpenRouter } = await import("../../src/index.js")
const fetch = () => Promise.resolve(Response.json({ data: [] }))
const { data } = await new OpenRouter({ apiKey: "key", fetch }).apiKeys.list()
const error: unknown = await new OpenRouter({ fetch }).apiKeys.list().catch((error: unknown) => error)

log(JSON.stringify({ process: typeof globals.process, data, rejected: error instanceof InvalidRequest }))

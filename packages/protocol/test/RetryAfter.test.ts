import { retryAfterMs } from "@openrouter-keys/protocol/RetryAfter"
import { describe, expect, it, vi } from "vitest"

const now = Date.parse("2026-03-01T00:00:00Z")
const seconds = now / 1000

const numbered = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, "1"]))

describe("the wait that a service asks for", () => {
  it.each<[string, Record<string, string>, number | null]>([
    ["none", {}, null],
    ["seconds", { "retry-after": "7" }, 7000],
    ["seconds, zero", { "retry-after": "0" }, 0],
    ["seconds, a fraction", { "retry-after": " 1.5 " }, 1500],
    ["seconds, a fraction of several digits", { "retry-after": "1.125" }, 1125],
    ["64 characters", { "retry-after": "7".padStart(64, "0") }, 7000],
    ["more than 64 characters", { "retry-after": "7".padStart(65, "0") }, null],
    ["milliseconds", { "retry-after-ms": "1234" }, 1234],
    ["milliseconds before seconds", { "retry-after-ms": "50", "retry-after": "9" }, 50],
    ["seconds where milliseconds are invalid", { "retry-after-ms": "soon", "retry-after": "9" }, 9000],
    ["an HTTP date", { "retry-after": "Sun, 01 Mar 2026 00:00:12 GMT" }, 12_000],
    ["an HTTP date of RFC 850", { "retry-after": "Sunday, 01-Mar-26 00:00:12 GMT" }, 12_000],
    ["an HTTP date of asctime", { "retry-after": "Sun Mar  1 00:00:12 2026" }, 12_000],
    ["an HTTP date of asctime, two digits", { "retry-after": "Sun Mar 15 00:00:12 2026" }, 14 * 86_400_000 + 12_000],
    ["an HTTP date of asctime with a zone", { "retry-after": "Sun Mar  1 00:00:12 2026 +0100" }, null],
    ["an HTTP date after another word", { "retry-after": "at Sun, 01 Mar 2026 00:00:12 GMT" }, null],
    ["an HTTP date of asctime after another word", { "retry-after": "at Sun Mar  1 00:00:12 2026" }, null],
    ["an HTTP date between spaces", { "retry-after": " Sun Mar  1 00:00:12 2026 " }, 12_000],
    ["a date that has passed", { "retry-after": "Sat, 28 Feb 2026 00:00:00 GMT" }, 0],
    ["a reset in milliseconds", { "x-ratelimit-reset": String(now + 5000) }, 5000],
    ["a reset in seconds", { "x-ratelimit-reset": String(seconds + 6) }, 6000],
    ["a reset that has passed", { "x-ratelimit-reset": String(seconds - 6) }, 0],
    ["seconds, sent twice", { "retry-after": "7, 7" }, 7000],
    ["seconds, the larger of two", { "retry-after": "7,9" }, 9000],
    ["more seconds than anyone waits", { "retry-after": "9".repeat(20) }, 1e23],
    ["a reset, sent twice", { "x-ratelimit-reset": `${now + 5000}, ${now + 6000}` }, 6000],
    ["a reset that is no time", { "x-ratelimit-reset": "60" }, null],
    ["a reset in 2001, in seconds", { "x-ratelimit-reset": "1000000000" }, 0],
    ["a reset before 2001 in seconds, which is no time", { "x-ratelimit-reset": "999999999" }, null],
    ["a reset in 1973, in milliseconds", { "x-ratelimit-reset": "100000000000" }, 0],
    [
      "a reset before 1973 in milliseconds, which are seconds",
      { "x-ratelimit-reset": "99999999999" },
      99_999_999_999_000 - now
    ],
    ["Retry-After before a reset", { "retry-after": "3", "x-ratelimit-reset": String(seconds + 6) }, 3000],
    ...[
      "-5",
      "soon",
      "",
      "NaN",
      "1e3",
      "1.",
      ".5",
      "2030-01-01",
      "9".repeat(80),
      "7,soon",
      ",",
      "7;9",
      `${" ".repeat(80)}7`,
      "Infinity"
    ].map(
      (value): [string, Record<string, string>, null] => [`an invalid value ${value}`, { "retry-after": value }, null]
    )
  ])("%s", (_, headers, expected) => {
    expect(retryAfterMs(headers, "", now)).toBe(expected)
  })

  it.each<[string, unknown, number | null]>([
    ["a reset in the body", { error: { metadata: { headers: { "X-RateLimit-Reset": String(now + 4000) } } } }, 4000],
    ["a reset as a number", { error: { metadata: { headers: { "X-RateLimit-Reset": now + 4000 } } } }, 4000],
    ["Retry-After in the body", { error: { metadata: { headers: { "Retry-After": "8" } } } }, 8000],
    ["names in lower case", { error: { metadata: { headers: { "retry-after": 8 } } } }, 8000],
    ["names as Go writes them", { error: { metadata: { headers: { "X-Ratelimit-Reset": `${now + 4000}` } } } }, 4000],
    ["names in upper case", { error: { metadata: { headers: { "RETRY-AFTER-MS": "80" } } } }, 80],
    ["names in mixed case", { error: { metadata: { headers: { "Retry-after": "8" } } } }, 8000],
    ["values in lists", { error: { metadata: { headers: { "Retry-After": ["8", 9] } } } }, 9000],
    ["values of no kind", { error: { metadata: { headers: { "Retry-After": [{}, null] } } } }, null],
    ["no headers", { error: { metadata: { headers: null } } }, null],
    ["the first of several headers", { error: { metadata: { headers: { "Retry-After": "8", "X-A": "1" } } } }, 8000],
    ["the 200th header", { error: { metadata: { headers: { ...numbered(199), "Retry-After": "8" } } } }, 8000],
    ["the 201st header", { error: { metadata: { headers: { ...numbered(200), "Retry-After": "8" } } } }, null],
    ["headers that are none", { error: { metadata: { headers: "Retry-After" } } }, null],
    ["another form", { error: "Retry-After" }, null],
    ["no object", null, null]
  ])("%s", (_, body, expected) => {
    expect(retryAfterMs({}, JSON.stringify(body), now)).toBe(expected)
  })

  it.each([
    ["Monday", "02"],
    ["Tuesday", "03"],
    ["Wednesday", "04"],
    ["Thursday", "05"],
    ["Friday", "06"],
    ["Saturday", "07"],
    ["Sunday", "08"]
  ])("an HTTP date on a %s", (day, date) => {
    const short = day.slice(0, 3)
    for (
      const text of [
        `${short}, ${date} Mar 2026 00:00:12 GMT`,
        `${day}, ${date}-Mar-26 00:00:12 GMT`,
        `${short} Mar  ${Number(date)} 00:00:12 2026`
      ]
    ) {
      expect(retryAfterMs({ "retry-after": text }, "", now)).toBe((Number(date) - 1) * 86_400_000 + 12_000)
    }
  })

  it.each("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "))("an HTTP date of asctime in %s", (month) => {
    const expected = Date.parse(`01 ${month} 2027 00:00:00 GMT`) - now
    expect(retryAfterMs({ "retry-after": `Sun ${month}  1 00:00:00 2027` }, "", now)).toBe(expected)
  })

  it("an HTTP date of asctime is in UTC, wherever the program runs", () => {
    vi.stubEnv("TZ", "America/New_York")
    expect(retryAfterMs({ "retry-after": "Sun Mar  1 00:00:12 2026" }, "", now)).toBe(12_000)
  })

  it("a list of any depth is ignored, without recursion", () => {
    const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`
    expect(retryAfterMs({}, `{"error":{"metadata":{"headers":{"Retry-After":${deep}}}}}`, now)).toBeNull()
  })

  it("headers precede the body", () => {
    const body = JSON.stringify({ error: { metadata: { headers: { "Retry-After": "8" } } } })
    expect(retryAfterMs({ "retry-after": "2" }, body, now)).toBe(2000)
  })

  it("a reset time counts only with 429", () => {
    expect(retryAfterMs({ "x-ratelimit-reset": String(seconds + 6) }, "", now, 503)).toBeNull()
    expect(retryAfterMs({ "retry-after": "6" }, "", now, 503)).toBe(6000)
  })
})

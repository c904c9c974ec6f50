import { assert, describe, it } from "vitest"
import { findToastOffset } from "../../app/src/ui/useToastPosition.js"

const box = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  right: left + width,
  bottom: top + height
})

const notice = box(100, 700, 200, 50)

describe("a toast", () => {
  it("stays at the bottom if it covers nothing", () => {
    assert.strictEqual(findToastOffset(notice, []), 0)
    assert.strictEqual(findToastOffset(notice, [box(0, 700, 80, 50), box(100, 600, 200, 50)]), 0)
  })

  it("moves up until it covers nothing", () => {
    const controls = [box(100, 710, 50, 20), box(120, 640, 50, 20)]
    const up = findToastOffset(notice, controls)
    assert.isAtMost(notice.bottom - up, 640)
    assert.isAbove(notice.bottom - up, 620)
  })

  it("moves between controls if it fits", () => {
    const up = findToastOffset(notice, [box(100, 710, 50, 20), box(100, 600, 50, 20)])
    assert.isAtMost(notice.bottom - up, 710)
    assert.isAtLeast(notice.top - up, 620)
  })

  it("covers as few controls as possible otherwise", () => {
    const rows = Array.from({ length: 20 }, (_, index) => box(100, index * 40, 50, 30))
    const up = findToastOffset(notice, rows)
    const covered = rows.filter(({ bottom, top }) => bottom > notice.top - up && top < notice.bottom - up)
    assert.isAtMost(covered.length, 2)
  })
})

/** Decodes the chunks of a body. */
import { chunkText } from "../client/FetchResponse.js"
import { maxErrorBody } from "../Failure.js"

/**
 * The text of a body, chunk by chunk.
 *
 * Most bodies arrive as one chunk. It is held and decoded at the end as a complete text, which takes Node a fraction of
 * the time of decoding it as a part of a stream.
 */
export class BodyText {
  private held: Uint8Array | undefined
  private stream: TextDecoder | undefined
  private text = ""

  /** Adds a chunk. Returns the length so far, in characters; the bytes of a held chunk count as characters. */
  add(chunk: unknown): number {
    // A held chunk is never longer than a body may be.
    if (this.stream === undefined && this.held === undefined && isShort(chunk)) {
      this.held = chunk
      return chunk.length
    }
    const stream = this.decodeHeld()
    this.text += chunkText(chunk, stream)
    return this.text.length
  }

  /** Returns the text. Of a truncated body, an incomplete character at the end is left out. */
  end(isComplete: boolean): string {
    if (isComplete && this.held !== undefined) return new TextDecoder().decode(this.held)
    const stream = this.decodeHeld()
    return isComplete ? this.text + stream.decode() : this.text
  }

  /** Decodes a held chunk as a part of a stream. Returns the decoder for the next chunk. */
  private decodeHeld(): TextDecoder {
    const { held } = this
    const stream = this.stream ??= new TextDecoder()
    this.held = undefined
    if (held !== undefined) this.text += chunkText(held, stream)
    return stream
  }
}

const isShort = (chunk: unknown): chunk is Uint8Array => chunk instanceof Uint8Array && chunk.length <= maxErrorBody

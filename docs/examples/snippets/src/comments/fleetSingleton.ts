import { Fleet, Watch } from "@openrouter-keys/fleet"
import { Console, Stream } from "effect"

export const watching = Fleet.singleton("watch", Stream.runForEach(Watch.run(), (event) => Console.log(event._tag)))

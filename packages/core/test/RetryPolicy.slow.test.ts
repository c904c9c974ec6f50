/** No policy repeats what it must not, over many more policies and failures. */
import { whateverGoesWrong } from "./suites/whateverGoesWrong.js"

whateverGoesWrong("all")

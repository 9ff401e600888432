/** The answer is longer than one may be: asked for less, the server may give one that is not. */
export class AnswerTooLongError extends Error {
  /** Tells it apart across copies of this module. */
  override readonly name = "AnswerTooLongError";
}

// @ts-check

/** An error that the runtime itself reports, under a name of AWS's own such as `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  /**
   * @param {string} name
   * @param {string} message
   */
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

/**
 * What Lambda answers for a thrown value: the error's name, its message and its stack, line by line. Anything may be
 * thrown; what is no Error has the type of its value.
 *
 * @param {unknown} thrown
 * @returns {{ errorType: string, errorMessage: string, trace: string[] }}
 */
export function describeError(thrown) {
  try {
    if (thrown instanceof Error) {
      return {
        errorType: String(thrown.name),
        errorMessage: String(thrown.message),
        trace: String(thrown.stack ?? '').split('\n'),
      };
    }
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  } catch (unreadable) {
    // A thrown value whose own members throw when they are read, or an object that has no text.
    return { errorType: 'handled', errorMessage: `The thrown value cannot be read: ${typeof unreadable}`, trace: [] };
  }
}

/** The template says which Node runs the function: there is nothing to warn of. */
export function emitWarningIfUnsupportedVersion(): void {}

export const state = { warningEmitted: true };

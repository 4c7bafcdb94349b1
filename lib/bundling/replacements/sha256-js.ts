/** SHA-256 in JavaScript, for a Node built without its own. Lambda's has it. */
export class Sha256Js {
  constructor() {
    throw new Error('This Node has no SHA-256, and the one in JavaScript is left out: see lib/bundling/cuts.ts.');
  }
}

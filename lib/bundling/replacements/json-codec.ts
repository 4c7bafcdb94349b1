/** The SDK's general JSON codec. DynamoDB has one of its own (`dynamodb-codec.ts`); other JSON services are told so. */
export class JsonCodec2 {
  constructor() {
    throw new Error("The SDK's general JSON codec is left out of the bundles: see lib/bundling/cuts.ts.");
  }
}

import type { ChecksumType } from './checksums.ts';
import type { ContentFile } from './files.ts';

/** A checksum, as an object or a part has it. */
export interface KeptChecksum {
  /** As `ChecksumAlgorithm` names it. */
  readonly algorithm: string;
  /** In base64; of a composite one with `-` and the number of parts. */
  readonly value: string;
}

/** An object, as it is kept: replaced whole, never changed. */
export interface StoredObject {
  /** In bytes. */
  readonly size: number;
  /** Without its quotation marks. */
  readonly etag: string;
  /** In milliseconds since 1970, whole seconds. */
  readonly lastModified: number;
  /** What was stored with it, by lower-case name: `content-type`, `x-amz-meta-...`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: KeptChecksum & { readonly type: ChecksumType };
  /** Its content: one file, or one for each part that it was uploaded in. */
  readonly files: readonly ContentFile[];
  /** The multipart upload that made it. */
  readonly uploadId?: string;
}

/** A multipart upload under way. */
export interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  /** In milliseconds since 1970. */
  readonly initiated: number;
  /** Who began it, as ARN. */
  readonly initiator: string;
  /** What the object will be stored with. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: { readonly algorithm: string; readonly type: ChecksumType };
}

/** A part of a multipart upload. */
export interface UploadedPart extends ContentFile {
  /** From 1. */
  readonly number: number;
  readonly etag: string;
  /** In milliseconds since 1970. */
  readonly lastModified: number;
  readonly checksum?: KeptChecksum;
}

/** How much a finding matters. */
export enum FindingSeverity {
  /** It does not work, or it lets in somebody who should stay out. */
  ERROR = 'error',
  /** It works, but is wider or weaker than it need be. */
  WARNING = 'warning',
  /** Worth knowing; nothing to do. */
  INFO = 'info',
}

/** One thing about a workload's AWS identity that is wrong or worth a look. */
export interface IdentityFinding {
  /**
   * The id of the rule, for example `trust-missing-sub`. It never changes, so it is what you
   * acknowledge the finding by.
   */
  readonly id: string;

  /** How much it matters. */
  readonly severity: FindingSeverity;

  /**
   * The construct path of what is judged, for example `App/Reader/Role`. For a template that was
   * not made by the AWS CDK it is stack and logical id; for a manifest file, the file.
   */
  readonly path: string;

  /** What is wrong, with the values that show it. */
  readonly message: string;

  /** What to do about it. */
  readonly fix: string;
}

import { Resource, Token } from 'aws-cdk-lib';
import type { aws_aps } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { WorkloadIdentityError } from '../private/errors';

/**
 * A workspace of Amazon Managed Service for Prometheus that another app or tool made. CDK itself
 * has no way to import one.
 */
export class PrometheusWorkspace {
  /**
   * A workspace by its ARN. Throws where the ARN is not that of a workspace.
   *
   * @param scope where the reference lives in the construct tree
   * @param id the id of the reference
   * @param workspaceArn for example `arn:aws:aps:eu-west-1:111122223333:workspace/ws-0a1b2c3d`
   */
  public static fromWorkspaceArn(
    scope: Construct,
    id: string,
    workspaceArn: string,
  ): aws_aps.IWorkspaceRef {
    if (!Token.isUnresolved(workspaceArn) && !WORKSPACE_ARN.test(workspaceArn)) {
      throw new WorkloadIdentityError(
        scope,
        `'${workspaceArn}' is not the ARN of a workspace; ` +
          `expected 'arn:<partition>:aps:<region>:<account>:workspace/<id>'`,
      );
    }
    return new ImportedWorkspace(scope, id, workspaceArn);
  }
}

class ImportedWorkspace extends Resource implements aws_aps.IWorkspaceRef {
  public readonly workspaceRef: aws_aps.WorkspaceReference;

  constructor(scope: Construct, id: string, workspaceArn: string) {
    super(scope, id, { environmentFromArn: workspaceArn });
    this.workspaceRef = { workspaceArn };
  }
}

const WORKSPACE_ARN = /^arn:[^:]+:aps:[^:]+:[^:]+:workspace\/[^*?]+$/;

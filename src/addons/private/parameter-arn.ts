import { CfnResource, Token } from 'aws-cdk-lib';
import type { CfnParameter, IParameter } from 'aws-cdk-lib/aws-ssm';
import type { aws_ssm } from 'aws-cdk-lib/interfaces';
import { WorkloadIdentityError } from '../../private/errors';
import { awsArn } from './aws-arn';

export function parameterArn(parameter: aws_ssm.IParameterRef): string {
  if (isParameterConstruct(parameter)) {
    return parameter.parameterArn;
  }
  const name = parameterName(parameter);
  const { region, account } = parameter.env;
  return awsArn(`ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`);
}

/** The name decides whether the ARN needs a slash, so it has to be known where it has one. */
function parameterName(parameter: aws_ssm.IParameterRef): string {
  const { parameterName: name } = parameter.parameterRef;
  if (!Token.isUnresolved(name)) {
    return name;
  }
  const declared = CfnResource.isCfnResource(parameter) && (parameter as CfnParameter).name;
  if (declared === undefined) {
    return name;
  }
  if (typeof declared === 'string' && !Token.isUnresolved(declared)) {
    return declared;
  }
  throw new WorkloadIdentityError(
    parameter,
    'the name of the parameter is a token, so its ARN cannot be written; ' +
      'pass an ssm.IParameter, for example StringParameter.fromStringParameterAttributes() ' +
      'with simpleName',
  );
}

function isParameterConstruct(parameter: aws_ssm.IParameterRef): parameter is IParameter {
  return 'parameterArn' in parameter;
}

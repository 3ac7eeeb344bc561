import { PodIdentitySessionTag } from './session-tag';

/** IAM does not tell upper from lower case in condition keys. */
const SESSION_TAG = new RegExp(
  `aws:PrincipalTag/(${PodIdentitySessionTag._ALL.map(({ key }) => key).join('|')})(?![\\w+=.@/:-])`,
  'i',
);

/** What is wrong with a statement where nobody sets session tags; nothing where it compares none. */
export function sessionTagComplaint(statement: unknown, whyNoTags: string): string | undefined {
  const json = JSON.stringify(statement);
  const tag = SESSION_TAG.exec(json);
  return tag
    ? `statement ${json} compares the session tag '${tag[1]}', which is never there: ${whyNoTags}. Name ` +
        'the resources literally, or use PodIdentityAssociation with session tags on'
    : undefined;
}

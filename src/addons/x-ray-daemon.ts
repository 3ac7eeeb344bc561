import type { PermissionSet } from '../permissions/permission-set';
import { AddonPermissionSet } from './private/addon-permission-set';
import { xRayGrant } from './private/x-ray-grant';

/**
 * AWS X-Ray daemon: traces of the application that it runs beside.
 *
 * It uses the application's ServiceAccount, so it has no namespace or name of its own. The daemon
 * has been in maintenance mode since 2026-02-25; an OpenTelemetry collector takes its place.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-daemon-timeline.html
 */
export class XRayDaemon {
  /** Traces of one application. There is nothing to scope: X-Ray has no resources for them. */
  public static traces(): PermissionSet {
    return new AddonPermissionSet(
      {
        name: 'x-ray-daemon',
        source:
          'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSXRayDaemonWriteAccess.html',
        reviewed: '2026-11-22',
      },
      () => [xRayGrant()],
    );
  }
}

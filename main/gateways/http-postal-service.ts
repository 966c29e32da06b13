import { HttpGateway } from './http-gateway.ts';
import type { PostalService } from './postal-service.ts';

/** The postal service over HTTP; so far only whether it is there. */
export class HttpPostalService extends HttpGateway implements PostalService {}

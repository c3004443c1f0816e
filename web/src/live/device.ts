/** Naming a device. */
import type { DeviceId } from './frames';

/** 128 random bits as 22 characters of URL-safe base64. */
export function newDevice(): DeviceId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

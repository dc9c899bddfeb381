/** What the security headers depend on. */
export type SecurityOptions = {
  publicUrl: string
  /** Who may show our pages in a frame, as CSP writes it: `'none'` or origins. */
  frameAncestors: string
}

/** Where browsers report violations of the content security policy. */
export const cspReportPath = '/api/csp-reports'

/**
 * Headers of every answer. The content security policy allows our own files only and no HTML from
 * strings (Trusted Types without any policy).
 */
export function securityHeaders({ publicUrl, frameAncestors }: SecurityOptions) {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    `frame-ancestors ${frameAncestors}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    'report-to csp',
  ]
  return {
    'content-security-policy': policy.join('; '),
    'reporting-endpoints': `csp="${cspReportPath}"`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(publicUrl.startsWith('https:') && {
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    }),
    'cache-control': 'no-store',
  }
}

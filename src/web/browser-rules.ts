import { z } from 'zod'

// The content security policy forbids building code from text; without this zod would try it once.
z.config({ jitless: true })

// What only the examples of `@grantline/hono` may use, beside what all may.
import type { Hono } from 'hono'

export declare const app: Hono

// What only the examples of `@grantline/express` may use, beside what all may.
import type { Express } from 'express'

export declare const app: Express

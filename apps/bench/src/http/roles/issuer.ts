import { createServer } from 'node:http'
import { createKeyRing, createMinter, generateKey } from '@grantline/core'
import { jwksEndpoint, tokenEndpoint } from '@grantline/express'
import express from 'express'
import { AUDIENCE, ISSUER, twoCapabilities } from '../../work.ts'
import { originOf } from '../listen.ts'
import type { Running, Task } from '../task.ts'

const authorize = () => ({ subject: 'alice', capabilities: twoCapabilities('alice') })

/** Serves tokens and the keys that verify them, and rotates those when it is asked to. */
export async function serveIssuer({
  maxAge,
  ttl,
}: Extract<Task, { role: 'issuer' }>): Promise<Running> {
  const ring = createKeyRing([await generateKey('ES256', { kid: 'key-0' })])
  const minter = createMinter({ issuer: ISSUER, audience: AUDIENCE, keys: ring, ttl })
  let downloads = 0
  const app = express()
  app.get(
    '/jwks.json',
    (_req, _res, next) => {
      downloads += 1
      next()
    },
    jwksEndpoint({ keys: ring, maxAge }),
  )
  app.post('/token', tokenEndpoint({ minter, authorize }))
  return {
    origin: await originOf(createServer(app)),
    answers: {
      rotate: async (argument) => {
        const { kid, publishFor } = argument as { kid: string; publishFor: number }
        ring.rotate(await generateKey('ES256', { kid }), { publishFor, retireAfter: ttl })
      },
      kids: () => ring.jwks().keys.map(({ kid }) => kid),
      downloads: () => downloads,
    },
  }
}

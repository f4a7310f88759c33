import { describe, expectTypeOf, test } from 'vitest'
import {
  type AccessToken,
  CapabilityToken,
  TaskRouterCapability,
  videoGrant,
  type AccessGrant,
  type CapabilityTokenOptions,
  type GenerateOptions,
  type TaskRouterCapabilityOptions,
} from '../../src/twilio.ts'

const account = { accountSid: 'AC1', authToken: 'secret' }
const workspace = { ...account, workspaceSid: 'WS1' }

describe('a grant', () => {
  test('is made by its function only', () => {
    expectTypeOf(videoGrant()).toEqualTypeOf<AccessGrant>()
    expectTypeOf<{ readonly kind: 'video' }>().not.toExtend<AccessGrant>()
    expectTypeOf<AccessToken['addGrant']>().parameter(0).toEqualTypeOf<AccessGrant>()
    expectTypeOf(videoGrant().kind).toExtend<string>()
  })
})

describe('an account', () => {
  test('is given whole or not at all', () => {
    expectTypeOf<{}>().toExtend<CapabilityTokenOptions>()
    expectTypeOf(account).toExtend<CapabilityTokenOptions>()
    expectTypeOf<{ anyClientName: true; clock: () => number }>().toExtend<CapabilityTokenOptions>()
    expectTypeOf<{ accountSid: string }>().not.toExtend<CapabilityTokenOptions>()
    expectTypeOf<{ authToken: string }>().not.toExtend<CapabilityTokenOptions>()

    expectTypeOf<{ workspaceSid: string }>().toExtend<TaskRouterCapabilityOptions>()
    expectTypeOf(workspace).toExtend<TaskRouterCapabilityOptions>()
    expectTypeOf(account).not.toExtend<TaskRouterCapabilityOptions>()
    expectTypeOf<{
      workspaceSid: string
      accountSid: string
    }>().not.toExtend<TaskRouterCapabilityOptions>()
    // @ts-expect-error an auth token without its account
    void new CapabilityToken({ authToken: 'secret' })
  })
})

describe('a TaskRouter capability', () => {
  test('is for a worker, a task queue or the workspace', () => {
    expectTypeOf<{
      workspaceSid: string
      workerSid: string
    }>().toExtend<TaskRouterCapabilityOptions>()
    expectTypeOf<{
      workspaceSid: string
      taskQueueSid: string
      friendlyName: string
    }>().toExtend<TaskRouterCapabilityOptions>()
    // @ts-expect-error for one of them
    void new TaskRouterCapability({ ...workspace, workerSid: 'WK1', taskQueueSid: 'WQ1' })
  })
})

describe('a life', () => {
  test('is given by one name', () => {
    expectTypeOf<{}>().toExtend<GenerateOptions>()
    expectTypeOf<{ ttl: number }>().toExtend<GenerateOptions>()
    expectTypeOf<{ expires: number }>().toExtend<GenerateOptions>()
    expectTypeOf<{ ttl: number; expires: number }>().not.toExtend<GenerateOptions>()
    // @ts-expect-error by both
    void new CapabilityToken(account).generate({ ttl: 60, expires: 60 })
  })
})

import type { OpenRouter } from "@openrouter-keys/adapters"
import type { ApiKey } from "@openrouter-keys/core/ApiKey"
import { useQuery } from "@tanstack/react-query"
import { useCallback } from "react"
import { allKeysQuery } from "../data/allKeys.js"
import { useConfig } from "../data/config.js"
import { useUpdatingKeys } from "../data/mutations.js"
import { ErrorBoundary } from "../ui/ErrorBoundary.js"
import { useFocusFallback } from "../ui/focus.js"
import { useIsOnline, useNow } from "../ui/hooks.js"
import { ToastRegion } from "../ui/ToastRegion.js"
import { Dialogs } from "./Dialogs.js"
import { Header } from "./Header.js"
import { Keys } from "./Keys.js"
import { Overview } from "./Overview.js"
import { PageNotices } from "./PageNotices.js"
import { Title } from "./Title.js"
import { useDialogs } from "./useDialogs.js"
import { useToggle } from "./useToggle.js"

const none: ReadonlyArray<ApiKey> = []

/** The page. */
export const Dashboard = ({ openRouter }: { readonly openRouter: OpenRouter }) => {
  const now = useNow(30_000)
  const config = useConfig()
  const isOnline = useIsOnline()
  const all = useQuery(allKeysQuery(openRouter))
  const keys = all.data?.keys ?? none
  const dialogs = useDialogs()
  const toggle = useToggle()
  const updatingKeys = useUpdatingKeys()
  const { open } = dialogs
  useFocusFallback()
  const openCreate = useCallback(() => open({ kind: "create" }), [open])

  return (
    <>
      <a className="skip" href="#keys-heading">Skip to the keys</a>
      <Header config={config} />
      <main>
        <Title all={all} now={now} isOnline={isOnline} onCreate={openCreate} />
        <PageNotices all={all} isOnline={isOnline} now={now} />
        <ErrorBoundary title="The overview could not be shown">
          <Overview all={all} onOpen={open} />
        </ErrorBoundary>
        <ErrorBoundary title="The list of keys could not be shown">
          <Keys
            all={all}
            now={now}
            isOnline={isOnline}
            updatingKeys={updatingKeys}
            onOpen={open}
            onToggle={toggle}
          />
        </ErrorBoundary>
      </main>
      <ErrorBoundary title="The dialog could not be shown" onClose={dialogs.closeAll}>
        <Dialogs
          {...dialogs}
          keys={keys}
          now={now}
          mode={config.data?.mode}
          isOnline={isOnline}
          updatingKeys={updatingKeys}
          onToggle={toggle}
        />
      </ErrorBoundary>
      <ToastRegion />
    </>
  )
}

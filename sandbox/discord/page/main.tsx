import { createRoot } from 'react-dom/client'
import './style.css'
import { App } from './view/App.tsx'

const root = document.querySelector('#root')
const systemNow = (): number => Date.now()
const nonce = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 24)

if (root) createRoot(root).render(<App systemNow={systemNow} nonce={nonce} />)

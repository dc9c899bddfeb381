import { initial } from './initial.ts'
import { Presence, type Status } from './Presence.tsx'

const backgrounds = [
  'bg-[#4338ca]',
  'bg-[#0e7490]',
  'bg-[#15803d]',
  'bg-[#a16207]',
  'bg-[#b91c1c]',
  'bg-[#a21caf]',
  'bg-[#6d28d9]',
  'bg-[#475569]',
]

const sizes = { small: 'size-6 text-xs', medium: 'size-8 text-sm', large: 'size-10 text-base' }

/** The picture of somebody, drawn from their id and name; decoration beside the name. */
export function Avatar({
  id,
  name,
  size = 'medium',
  status,
}: {
  id: string
  name: string
  size?: keyof typeof sizes
  status?: Status
}) {
  const index = Number(BigInt(id) % 997n)
  return (
    <span aria-hidden="true" className="relative inline-flex shrink-0 select-none">
      <span
        className={`inline-flex items-center justify-center rounded-full font-semibold text-white ${sizes[size]} ${backgrounds[index % backgrounds.length] ?? ''}`}
      >
        {initial(name)}
      </span>
      {status && (
        <span className="absolute -right-1 -bottom-1 rounded-full bg-side p-0.5">
          <Presence status={status} />
        </span>
      )}
    </span>
  )
}

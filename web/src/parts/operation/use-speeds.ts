import { useQuery } from "@tanstack/react-query";
import { type SpeedReading, speedsKey } from "@/api/speed-history";

const NONE: readonly SpeedReading[] = [];

/** The last speeds of a download. Live events write them; nothing is fetched. */
export function useSpeeds(operationId: string): readonly SpeedReading[] {
  const { data = NONE } = useQuery<readonly SpeedReading[]>({
    queryKey: speedsKey(operationId),
    queryFn: () => NONE,
    enabled: false,
  });
  return data;
}

import { ownText } from '../../../template/json.ts';
import { placeOf, placeText } from '../../../template/place.ts';
import { Problem, Problems } from '../../../template/problem.ts';
import type { Environment, JsonObject, Resource } from '../../../template/resources.ts';
import { defaultGroup } from './arns.ts';
import { readSchedule } from './schedule.ts';

/** What a template says of schedules. */
export interface DeclaredSchedules {
  /** The names of the groups, the default one too. */
  readonly groups: readonly string[];
  readonly schedules: readonly DeclaredSchedule[];
}

export interface DeclaredSchedule {
  readonly name: string;
  readonly group: string;
  /** The rest, as the template and the API have it. */
  readonly declared: JsonObject;
}

/**
 * The schedules among the resources of a run.
 *
 * @throws AssemblyError that names all that AWS would refuse or that cannot be run locally, each with its place
 */
export function readSchedules(resources: readonly Resource[], environment: Environment): DeclaredSchedules {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const groups = [defaultGroup, ...ofType('AWS::Scheduler::ScheduleGroup').map(({ ref }) => ref)];
  const problems = new Problems();
  const schedules = ofType('AWS::Scheduler::Schedule').flatMap((resource) => {
    const { Name: _name, GroupName: _group, ...declared } = resource.properties;
    const schedule = { name: resource.ref, group: ownText(resource.properties, 'GroupName') ?? defaultGroup, declared };
    const refuse = (reason: string) => problems.add(new Problem(reason, placeText(placeOf(resource))));
    if (!groups.includes(schedule.group)) refuse(`there is no schedule group ${schedule.group}`);
    try {
      readSchedule(schedule.name, schedule.group, declared, environment);
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
    return [schedule];
  });
  problems.throwIfAny();
  return { groups, schedules };
}

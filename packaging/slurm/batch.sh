#!/bin/bash
# `translate batch` on nodes of a Slurm cluster that share a file system:
#   sbatch --nodes 8 packaging/slurm/batch.sh /archive/articles --to es,fr --output /archive/editions
# To go on after a failure or a time limit, submit it again.
#SBATCH --job-name=hexapla-batch
#SBATCH --ntasks-per-node=1
#SBATCH --exclusive

set -euo pipefail
# A folder with Hexapla and Ray in a virtual environment, on the shared file system.
bin=${HEXAPLA_BIN:-/opt/hexapla/bin}
port=${RAY_PORT:-6379}

RAY_AUTH_TOKEN=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
export RAY_AUTH_MODE=token RAY_AUTH_TOKEN RAY_USAGE_STATS_ENABLED=0

# Ray runs on each node as long as this job, first on the one where this script runs.
head=$(hostname --ip-address | cut -d ' ' -f 1)
here=$(hostname --short)
srun --nodes 1 --ntasks 1 --nodelist "$here" \
    "$bin/ray" start --block --head --node-ip-address "$head" --port "$port" --include-dashboard false &
if [ "$SLURM_JOB_NUM_NODES" -gt 1 ]; then
    srun --nodes $((SLURM_JOB_NUM_NODES - 1)) --ntasks $((SLURM_JOB_NUM_NODES - 1)) --exclude "$here" \
        "$bin/ray" start --block --address "$head:$port" &
fi
for _ in $(seq 60); do
    "$bin/ray" status --address "$head:$port" >/dev/null 2>&1 && break
    sleep 2
done
"$bin/translate" batch "$@" --on "$head:$port" --allow-remote

// One optimizer step over a parameter group: one crossing of the ABI instead of a dozen per parameter.
// The formulas and the order of the operations are those of PyTorch's torch/optim (1.13 to 2.x), so results agree.
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

#include "common.h"

namespace {

// A state tensor the caller keeps between steps: made on first use, replaced through its slot.
template <typename Make>
at::Tensor state(Handle* slot, Make&& make) {
  if (!*slot) *slot = to_handle(make());
  return from_handle(*slot);
}

struct AdamRates {
  double beta1, beta2, eps, weight_decay;
  double shrink;     // what AdamW multiplies the weights with; 1 for Adam
  double step_size;  // lr / bias correction of the first moment
  double root_correction;
  double sign;  // -1 to maximize
};

bool plain(const at::Tensor& tensor, const at::Tensor& like) {
  return tensor.scalar_type() == at::kFloat && tensor.device().is_cpu() && tensor.layout() == at::kStrided &&
         tensor.is_non_overlapping_and_dense() && tensor.strides() == like.strides();
}

// All of Adam in one pass over memory; the operators below would make eight.
void fused_adam(at::Tensor& param, const at::Tensor& grad, at::Tensor& exp_avg, at::Tensor& exp_avg_sq, const AdamRates& r) {
  float* p = param.data_ptr<float>();
  const float* g = grad.data_ptr<float>();
  float* m = exp_avg.data_ptr<float>();
  float* v = exp_avg_sq.data_ptr<float>();
  const float beta1 = r.beta1, beta2 = r.beta2, eps = r.eps, decay = r.weight_decay, shrink = r.shrink, sign = r.sign;
  const float rest1 = 1 - r.beta1, rest2 = 1 - r.beta2, size = -r.step_size, root = r.root_correction;
  at::parallel_for(0, param.numel(), 1 << 15, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const float weight = p[i] * shrink;
      const float gradient = g[i] * sign + decay * weight;
      m[i] = m[i] * beta1 + rest1 * gradient;
      v[i] = v[i] * beta2 + rest2 * gradient * gradient;
      p[i] = weight + size * (m[i] / (std::sqrt(v[i]) / root + eps));
    }
  });
}

}  // namespace

// SGD with momentum, dampening, weight decay and Nesterov. Parameters without a gradient are left alone.
BRIDGE_API int bridge_sgd_step(const Handle* params, Handle* momentum_buffers, int32_t count, double lr, double momentum,
                               double dampening, double weight_decay, uint8_t nesterov, uint8_t maximize) {
  return guarded([&] {
    at::NoGradGuard no_grad;
    for (int32_t i = 0; i < count; ++i) {
      at::Tensor param = from_handle(params[i]);
      at::Tensor grad = param.grad();
      if (!grad.defined()) continue;
      if (maximize) grad = grad.neg();
      if (weight_decay != 0) grad = grad.add(param, weight_decay);
      if (momentum != 0) {
        const bool first = !momentum_buffers[i];
        at::Tensor buffer = state(&momentum_buffers[i], [&] { return grad.detach().clone(); });
        if (!first) buffer.mul_(momentum).add_(grad, 1 - dampening);
        grad = nesterov ? grad.add(buffer, momentum) : buffer;
      }
      param.add_(grad, -lr);
    }
  });
}

// Adam, or AdamW where `decoupled`. `steps` counts the steps of each parameter and is advanced here.
BRIDGE_API int bridge_adam_step(const Handle* params, Handle* exp_avgs, Handle* exp_avg_sqs, Handle* max_exp_avg_sqs,
                                int64_t* steps, int32_t count, double lr, double beta1, double beta2, double eps,
                                double weight_decay, uint8_t amsgrad, uint8_t maximize, uint8_t decoupled) {
  return guarded([&] {
    at::NoGradGuard no_grad;
    for (int32_t i = 0; i < count; ++i) {
      at::Tensor param = from_handle(params[i]);
      at::Tensor grad = param.grad();
      if (!grad.defined()) continue;
      at::Tensor exp_avg = state(&exp_avgs[i], [&] { return at::zeros_like(param); });
      at::Tensor exp_avg_sq = state(&exp_avg_sqs[i], [&] { return at::zeros_like(param); });
      const auto step = static_cast<double>(++steps[i]);
      const double step_size = lr / (1 - std::pow(beta1, step));
      const double root_correction = std::sqrt(1 - std::pow(beta2, step));
      const double shrink = decoupled ? 1 - lr * weight_decay : 1;

      if (!amsgrad && plain(param, param) && plain(grad, param) && plain(exp_avg, param) && plain(exp_avg_sq, param)) {
        fused_adam(param, grad, exp_avg, exp_avg_sq,
                   {beta1, beta2, eps, decoupled ? 0 : weight_decay, shrink, step_size, root_correction, maximize ? -1.0 : 1.0});
        continue;
      }
      if (maximize) grad = grad.neg();
      if (decoupled) {
        param.mul_(shrink);
      } else if (weight_decay != 0) {
        grad = grad.add(param, weight_decay);
      }
      exp_avg.mul_(beta1).add_(grad, 1 - beta1);
      exp_avg_sq.mul_(beta2).addcmul_(grad, grad, 1 - beta2);
      at::Tensor largest = exp_avg_sq;
      if (amsgrad) {
        largest = state(&max_exp_avg_sqs[i], [&] { return at::zeros_like(param); });
        largest.copy_(largest.maximum(exp_avg_sq));
      }
      param.addcdiv_(exp_avg, largest.sqrt().div_(root_correction).add_(eps), -step_size);
    }
  });
}

BRIDGE_API int bridge_rmsprop_step(const Handle* params, Handle* square_avgs, Handle* grad_avgs, Handle* momentum_buffers,
                                   int64_t* steps, int32_t count, double lr, double alpha, double eps, double weight_decay,
                                   double momentum, uint8_t centered, uint8_t maximize) {
  return guarded([&] {
    at::NoGradGuard no_grad;
    for (int32_t i = 0; i < count; ++i) {
      at::Tensor param = from_handle(params[i]);
      at::Tensor grad = param.grad();
      if (!grad.defined()) continue;
      ++steps[i];
      if (maximize) grad = grad.neg();
      if (weight_decay != 0) grad = grad.add(param, weight_decay);
      at::Tensor square_avg = state(&square_avgs[i], [&] { return at::zeros_like(param); });
      square_avg.mul_(alpha).addcmul_(grad, grad, 1 - alpha);
      at::Tensor spread = square_avg;
      if (centered) {
        at::Tensor grad_avg = state(&grad_avgs[i], [&] { return at::zeros_like(param); });
        grad_avg.mul_(alpha).add_(grad, 1 - alpha);
        spread = square_avg.addcmul(grad_avg, grad_avg, -1);
      }
      const at::Tensor denominator = spread.sqrt().add_(eps);
      if (momentum > 0) {
        at::Tensor buffer = state(&momentum_buffers[i], [&] { return at::zeros_like(param); });
        buffer.mul_(momentum).addcdiv_(grad, denominator);
        param.add_(buffer, -lr);
      } else {
        param.addcdiv_(grad, denominator, -lr);
      }
    }
  });
}
